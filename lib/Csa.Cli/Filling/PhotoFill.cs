using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Systems;
using TorchSharp;

namespace Csa.Cli.Filling;

/// <summary>Fills photographs by the method that a user named, or by the one chosen for each hole.</summary>
internal sealed class PhotoFill : IDisposable
{
    private const string OwnRun = "run";

    private const int MostAtOnce = 4;

    private readonly IReadOnlyList<FillMethod> methods;
    private readonly AutoFill? auto;
    private readonly bool learnsEach;

    private PhotoFill(IReadOnlyList<FillMethod> methods, bool chooses, bool learnsEach = true, bool prefersDetail = false)
    {
        this.methods = methods;
        this.learnsEach = learnsEach;
        auto = chooses ? new AutoFill(methods, prefersDetail) { LearnsEach = learnsEach } : null;
    }

    /// <summary>What <c>--method</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [AutoFill.Name, .. FillMethod.Names, LearnedFill.MethodName];

    /// <summary>What the options ask for.</summary>
    /// <param name="name">Of <see cref="Names"/>; null for the run's own model, or for auto without one.</param>
    /// <param name="run">As <c>--run</c> takes it, or null.</param>
    /// <param name="device">Where networks work.</param>
    /// <param name="keepAttention">True to keep what <c>--attention</c> draws.</param>
    /// <param name="prefersDetail">True to choose detail before the least error.</param>
    /// <param name="learning">How the picture is learned.</param>
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

    /// <summary>True if something is to be learned of all photographs of a folder before the first is filled.</summary>
    public bool LearnsTogether => !learnsEach && methods.Any(method => method.Learns);

    /// <summary>True if something that learns is to fill the holes, or to be tried on them.</summary>
    public bool IsWorthLearning(HoleMask hole) => auto is null || AutoFill.IsWorthLearning(hole);

    /// <summary>What may be learned of a photograph: all but its holes, and those that will be hidden to try methods on.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="hole">Its holes, not empty.</param>
    public Lesson LessonOf(RgbImage photo, HoleMask hole) => auto is null ? new Lesson(photo, hole, hole) : AutoFill.LessonOf(photo, hole);

    /// <summary>Learns the photographs of a folder once for all.</summary>
    /// <param name="lessons">At least one.</param>
    /// <param name="line">Shows the progress.</param>
    public void LearnTogether(IReadOnlyCollection<Lesson> lessons, ProgressLine line)
    {
        foreach (FillMethod method in methods.Where(method => method.Learns))
        {
            WhileLearning(stop => method.Learn(lessons, new Watch(line), stop));
            line.Clear();
            Terminal.Note(method.Training);
        }
    }

    /// <summary>How many photographs are best filled at once, each by a thread of its own: 1, or more for one small network.</summary>
    /// <remarks>
    /// A network of 64 pixels takes no longer with one thread than with two, so two photographs take half the time. Each has its
    /// pixels and results in memory, hence no more than four.
    /// </remarks>
    public int AtOnce => auto is null && methods[0].WantsOneThread ? Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce) : 1;

    /// <summary>Reads the weights of a single method, so that what is wrong with them is said before anything else.</summary>
    /// <returns>What the method was trained on; "" for a choice, or where it learned nothing.</returns>
    public string Prepare() => auto is null ? methods[0].Training : "";

    /// <summary>Fills one photograph, and says which method was chosen, how sure, and what it was trained on.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="hole">Its holes.</param>
    /// <param name="watch">Shows the progress; may be null.</param>
    /// <param name="say">Receives those lines.</param>
    public InpaintedImage Fill(RgbImage photo, HoleMask hole, FillWatch? watch, Action<string> say)
    {
        if (auto is null)
        {
            if (methods[0].Learns && learnsEach && !hole.IsEmpty)
            {
                WhileLearning(stop => methods[0].Learn([LessonOf(photo, hole)], watch, stop));
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

/// <summary>How <c>csa inpaint</c> learns a picture before it fills it.</summary>
/// <param name="Budget">How long; null for not at all.</param>
/// <param name="Together">Once for all pictures of a folder.</param>
/// <param name="IsAsked">True if an option asks for it.</param>
internal sealed record PhotoLearning(TrainingBudget? Budget, bool Together, bool IsAsked);
