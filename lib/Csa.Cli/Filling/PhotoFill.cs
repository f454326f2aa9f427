using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Systems;
using TorchSharp;

namespace Csa.Cli.Filling;

/// <summary>Fills photographs by the method that the user named, or by one chosen for each hole.</summary>
internal sealed class PhotoFill : IDisposable
{
    private const string OwnRun = "run";

    private const int MaxAtOnce = 4;

    private readonly IReadOnlyList<FillMethod> methods;
    private readonly AutoFill? auto;
    private readonly bool learnsEach;

    private PhotoFill(IReadOnlyList<FillMethod> methods, bool chooses, bool learnsEach = true, bool prefersDetail = false)
    {
        this.methods = methods;
        this.learnsEach = learnsEach;
        auto = chooses ? new AutoFill(methods, prefersDetail) { LearnsEach = learnsEach } : null;
    }

    /// <summary>The values of <c>--method</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [AutoFill.Name, .. FillMethod.Names, LearnedFill.MethodName];

    /// <summary>Creates the fill that the options ask for.</summary>
    /// <param name="name">One of <see cref="Names"/>; null for the run's model, or for auto without a run.</param>
    /// <param name="run">The value of <c>--run</c>, or null.</param>
    /// <param name="device">Where networks work.</param>
    /// <param name="keepAttention">True to keep attention for <c>--attention</c>.</param>
    /// <param name="prefersDetail">True to prefer detail over the least error.</param>
    /// <param name="learning">How methods that learn are fine-tuned.</param>
    /// <exception cref="BadUsageException">Options that do not go together.</exception>
    public static PhotoFill Of(string? name, string? run, DeviceChoice device, bool keepAttention, bool prefersDetail, PhotoLearning learning)
    {
        if (name is not null && !Names.Contains(name)) throw new BadUsageException($"--method: want {string.Join(", ", Names)}, got '{name}'{Nearest.Question(name, Names)}");
        if (run is not null && name is not (null or AutoFill.Name)) throw new BadUsageException($"--run, --method {name}: want one of them, or --method {AutoFill.Name} to try the run beside the others");
        bool chooses = name == AutoFill.Name || (name is null && run is null);
        if (chooses && keepAttention) throw new BadUsageException($"--attention: want one method with a CSA layer, not the choice of {AutoFill.Name}: add --method {CsaSystemOptions.ModelName}, or --run");
        if (!chooses && prefersDetail) throw new BadUsageException($"--detail: want --method {AutoFill.Name}, it says what to choose by");
        bool byHand = name == LearnedFill.MethodName;
        bool learns = byHand || (chooses && learning.Budget is not null);
        if (byHand && learning.Budget is null) throw new BadUsageException($"--method {name}: want it to learn, got --learn 0");
        if (learning.IsAsked && !learns) throw new BadUsageException($"--learn: want --method {AutoFill.Name} or {LearnedFill.MethodName}, no other method learns the picture");
        FillMethod[] own = run is null ? [] : [FillMethod.OfWeights(chooses ? OwnRun : "", run, device, keepAttention)];
        if (name is null && run is not null) return new(own, chooses: false);
        FillMethod[] learned = learns ? [new LearnedFill(new LearnedFillOptions { Budget = learning.Budget! }, device, keepAttention)] : [];
        if (byHand) return new(learned, chooses: false, !learning.Together);
        IReadOnlyList<FillMethod> all = FillMethod.All(device, keepAttention);
        return chooses ? new([.. all, .. own, .. learned], chooses: true, !learning.Together, prefersDetail) : new([all.First(method => method.Name == name)], chooses: false);
    }

    /// <summary>Fills in bfloat16 from now on.</summary>
    /// <exception cref="BadUsageException">There is a choice of methods.</exception>
    /// <exception cref="BadInputException">The method has no such form, or its weights cannot be read.</exception>
    public void UseBFloat16()
    {
        if (auto is not null) throw new BadUsageException($"--bfloat16: want --run, or --method {CsaSystemOptions.ModelName}, not the choice of {AutoFill.Name}");
        methods[0].UseBFloat16();
    }

    /// <summary>True if a method is to be fine-tuned on all photographs of a folder before the first is filled.</summary>
    public bool LearnsTogether => !learnsEach && methods.Any(method => method.Learns);

    /// <summary>True if a method that learns will fill the holes or be tried on them.</summary>
    public bool IsWorthLearning(HoleMask hole) => auto is null || AutoFill.IsWorthLearning(hole);

    /// <summary>A photograph to fine-tune on, without its holes and without the hidden ones that methods will be tried on.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="hole">Its holes, not empty.</param>
    public TrainingPhoto TrainingPhotoOf(RgbImage photo, HoleMask hole) => auto is null ? new TrainingPhoto(photo, hole, hole) : AutoFill.TrainingPhotoOf(photo, hole);

    /// <summary>Fine-tunes on all photographs of a folder together.</summary>
    /// <param name="photos">At least one.</param>
    /// <param name="line">Shows the progress.</param>
    public void LearnTogether(IReadOnlyCollection<TrainingPhoto> photos, ProgressLine line)
    {
        foreach (FillMethod method in methods.Where(method => method.Learns))
        {
            WhileLearning(stop => method.Learn(photos, new Watch(line), stop));
            line.Clear();
            Terminal.Note(method.Training);
        }
    }

    /// <summary>The number of photographs to fill at once, each on a thread of its own: more than 1 only for a single small network.</summary>
    /// <remarks>
    /// A network of 64 pixels takes no longer with one thread than with two, so two photographs take half the time. Each has its
    /// pixels and results in memory, hence no more than four.
    /// </remarks>
    public int AtOnce => auto is null && methods[0].WantsOneThread ? Math.Clamp(Environment.ProcessorCount, 1, MaxAtOnce) : 1;

    /// <summary>Reads the weights of a single method, so that any error in them is reported first.</summary>
    /// <returns>What the method was trained on; "" for a choice, or for a method without training.</returns>
    public string Prepare() => auto is null ? methods[0].Training : "";

    /// <summary>Fills one photograph and reports the chosen method, its scores, and what it was trained on.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="hole">Its holes.</param>
    /// <param name="watch">Shows the progress; may be null.</param>
    /// <param name="say">Receives the report, line by line.</param>
    public InpaintedImage Fill(RgbImage photo, HoleMask hole, FillWatch? watch, Action<string> say)
    {
        if (auto is null)
        {
            if (methods[0].Learns && learnsEach && !hole.IsEmpty)
            {
                WhileLearning(stop => methods[0].Learn([TrainingPhotoOf(photo, hole)], watch, stop));
                watch?.Clear();
                say(methods[0].Training);
            }

            if (!methods[0].WantsOneThread) return methods[0].Fill(photo, hole, watch, Interruption.Token);
            // One photograph alone too, so that it has the same bits as in its folder.
            int threads = torch.get_num_threads();
            try
            {
                torch.set_num_threads(1);
                return methods[0].Fill(photo, hole, watch, Interruption.Token);
            }
            finally
            {
                torch.set_num_threads(threads);
            }
        }

        AutoFilled? made = null;
        WhileLearning(stop => made = auto.Fill(photo, hole, progress: watch, cancellation: Interruption.Token, stopLearning: stop));
        watch?.Clear();
        foreach (FillChoice choice in made!.Choices) say(choice.ToString());
        foreach (FillMethod method in methods.Where(method => method.Training.Length > 0 && made.Fills.Any(fill => fill.Method == method.Name))) say(method.Training);
        foreach (MethodFill fill in made.Fills) fill.Filled.Dispose();
        return made.Filled;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        auto?.Dispose();
        foreach (FillMethod method in methods) method.Dispose();
    }

    // The first Ctrl+C ends the learning alone, where something learns; the next one everything.
    private void WhileLearning(Action<CancellationToken> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Interruption.Token);
        if (methods.Any(method => method.Learns)) Interruption.Part = (stop, "no more is learned of the picture, it is filled with what was; once more ends it");
        try
        {
            work(stop.Token);
        }
        finally
        {
            Interruption.Part = null;
        }
    }

    private sealed class Watch(ProgressLine line) : IProgress<(double Fraction, string What)>
    {
        public void Report((double Fraction, string What) value) => line.Show(value.Fraction, value.What);
    }
}

/// <summary>How <c>csa inpaint</c> fine-tunes a network on a photograph before it fills it.</summary>
/// <param name="Budget">The length of the fine-tuning; null for none.</param>
/// <param name="Together">True to fine-tune once on all photographs of a folder.</param>
/// <param name="IsAsked">True if an option asks for fine-tuning.</param>
internal sealed record PhotoLearning(TrainingBudget? Budget, bool Together, bool IsAsked);
