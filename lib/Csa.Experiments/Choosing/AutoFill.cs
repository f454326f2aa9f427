using System.Globalization;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Perceptual;
using Csa.Inpainting;
using Csa.Networks;

namespace Csa.Experiments.Choosing;

/// <summary>
/// Fills each hole of a photograph by the method that does best on hidden holes: holes of the same shape in its known surroundings.
/// </summary>
/// <remarks>
/// What belongs in a hole is unknown, but its surroundings are known. So holes of its shape are hidden there, every method fills them
/// without seeing what they cover, and the fills are compared with the photograph. By default the hole is filled by a
/// <see cref="Blend"/> of the first method, the smoothest, and the best other one, or by one of the two alone if its share is nearly 1.
/// Of all methods whose mean PSNR is within <see cref="EqualWithin"/> dB of that, the one nearest to the photograph in the built-in
/// features is preferred, because at equal error the sharper fill is better. In a large hole a blur has the least error, so for users
/// who prefer detail the margin is <see cref="DetailWithin"/>.
/// </remarks>
public sealed class AutoFill : IDisposable
{
    /// <summary>The name of this choice among those of methods: "auto".</summary>
    public const string Name = "auto";

    /// <summary>The difference of PSNR in dB up to which two methods count as equally good.</summary>
    public const double EqualWithin = 0.1;

    /// <summary>The same for users who prefer detail.</summary>
    public const double DetailWithin = 3;

    // A fill without error has no finite PSNR.
    private const double MaxPsnr = 60;
    private const int HiddenHoles = 6;

    // In dB; more than the margin of users who prefer detail.
    private const double HopelessBehind = 5;

    private readonly IReadOnlyList<FillMethod> methods;
    private readonly double within;
    private readonly Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());

    /// <summary>A choice among methods.</summary>
    /// <param name="methods">At least one, the smoothest first, which must not be one that learns; not disposed.</param>
    /// <param name="prefersDetail">True to prefer the nearest in features among all within <see cref="DetailWithin"/> dB of the best.</param>
    /// <exception cref="ArgumentException">No method, or the first one learns.</exception>
    public AutoFill(IReadOnlyList<FillMethod> methods, bool prefersDetail = false)
    {
        if (methods.Count == 0) throw new ArgumentException("methods: want at least one, got none", nameof(methods));
        if (methods[0].Learns) throw new ArgumentException($"methods: want one first that fills without learning, got {methods[0].Name}", nameof(methods));
        this.methods = methods;
        within = prefersDetail ? DetailWithin : EqualWithin;
    }

    /// <summary>
    /// True to fine-tune methods that learn on each photograph; false if <see cref="FillMethod.Learn"/> was called beforehand, with
    /// <see cref="TrainingPhotoOf(RgbImage, HoleMask, ulong)"/>.
    /// </summary>
    public bool LearnsEach { get; init; } = true;

    /// <summary>Chooses and fills.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <param name="seed">The seed of the hidden holes; the same seed gives the same choice.</param>
    /// <param name="progress">The fraction done, 0 … 1, and what is being done; may be null.</param>
    /// <param name="cancellation">Stops within seconds.</param>
    /// <param name="stopLearning">Ends the fine-tuning of methods that learn; what they have learned by then is used.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AutoFilled Fill(RgbImage image, HoleMask hole, ulong seed = 0, IProgress<(double Fraction, string What)>? progress = null, CancellationToken cancellation = default, CancellationToken stopLearning = default)
    {
        RegionFill.Check(image, hole);
        if (hole.IsEmpty) return new(methods[0].Fill(image, hole, cancellation: cancellation), [], []);
        List<HiddenPart> parts = Hidden(image, hole, seed);
        FillMethod[] learning = LearnsEach && IsWorthLearning(hole) ? [.. methods.Where(method => method.Learns)] : [];
        double shareOfLearning = learning.Length > 0 ? 0.7 : 0, shareOfTrials = 0.8 * (1 - shareOfLearning);
        foreach (FillMethod method in learning)
        {
            cancellation.ThrowIfCancellationRequested();
            method.Learn([TrainingPhotoOf(image, hole, parts)], new Part(progress, 0, shareOfLearning), stopLearning);
        }

        var choices = new List<FillChoice>();
        foreach ((int place, HiddenPart part) in parts.Index())
        {
            List<Trial> trials = Scores(part, (share, name) => progress?.Report((shareOfLearning + (shareOfTrials * (place + share) / parts.Count), $"tries {name} on hidden holes")), cancellation);
            choices.Add(Choice(part, trials));
        }

        return Composed(image, hole, parts, choices, progress is null ? null : name => progress.Report((shareOfLearning + shareOfTrials, $"fills by {name}")), cancellation);
    }

    /// <summary>True if a method that learns would be tried on one of the holes: for specks and strokes fine-tuning is not worth its time.</summary>
    /// <param name="hole">One mask, not empty.</param>
    public static bool IsWorthLearning(HoleMask hole) => HolePart.Of(hole).Any(part => part.IsWide);

    /// <summary>
    /// What a method may be fine-tuned on before <see cref="Fill"/>: the photograph without its holes and without the hidden ones that
    /// it will be tried on.
    /// </summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size, not empty.</param>
    /// <param name="seed">The seed that <see cref="Fill"/> will get.</param>
    public static TrainingPhoto TrainingPhotoOf(RgbImage image, HoleMask hole, ulong seed = 0) => TrainingPhotoOf(image, hole, Hidden(image, hole, seed));

    /// <summary>Disposes its feature network, not the methods.</summary>
    public void Dispose() => features.Dispose();

    private static List<HiddenPart> Hidden(RgbImage image, HoleMask hole, ulong seed)
    {
        Random random = Seed.Generator(seed);
        return [.. HolePart.Of(hole).Select(part => new HiddenPart(part, HiddenHole.Draw(image, hole, part, HiddenHoles, random)))];
    }

    private static TrainingPhoto TrainingPhotoOf(RgbImage image, HoleMask hole, List<HiddenPart> parts)
    {
        byte[] unknown = hole.Cells(0).ToArray();
        foreach (int i in parts.SelectMany(part => part.Hidden).SelectMany(one => one.Pixels)) unknown[i] = 1;
        return new(image, hole, HoleMask.FromCells(unknown, 1, hole.Height, hole.Width));
    }

    // Hole by hole, so that a method far behind after two of them is not tried on the others.
    private List<Trial> Scores(HiddenPart part, Action<double, string> begin, CancellationToken cancellation)
    {
        const int HolesForAll = 2;
        IReadOnlyList<HiddenHole> hidden = part.Hidden;
        List<Trial> tried = [.. methods.Where(method => part.Part.IsWide || !method.Learns).Select(method => new Trial(method, [], [], []))];
        var broken = new HashSet<FillMethod>();
        foreach ((int place, HiddenHole one) in hidden.Index())
        {
            double best = tried.Max(each => each.Psnr.DefaultIfEmpty(double.NegativeInfinity).Average());
            var still = tried.Where(each => !broken.Contains(each.Method) && (place < HolesForAll || each.Psnr.Average() >= best - HopelessBehind)).ToList();
            foreach ((int which, Trial trial) in still.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                begin((place + ((double)which / still.Count)) / hidden.Count, trial.Method.Name);
                try
                {
                    using InpaintedImage filled = trial.Method.Fill(one.Truth, one.Hole, cancellation: cancellation);
                    Measure(trial, one, one.ValuesOf(filled.Image));
                }
                catch (InvalidOperationException)
                {
                    broken.Add(trial.Method); // its weights give non-finite values on such a picture
                }
            }
        }

        return [.. tried.Where(each => !broken.Contains(each.Method) && each.Psnr.Count > 0)];
    }

    private void Measure(Trial trial, HiddenHole one, byte[] values)
    {
        (RgbImage filled, RgbImage truth) = one.With(values);
        HoleMask measured = HoleMask.FromCells(one.Hidden, 1, truth.Height, truth.Width);
        trial.Psnr.Add(Math.Min(MaxPsnr, Metrics.HolePsnr(filled, truth, measured)));
        trial.Features.Add(FeatureDistance.InHole(filled, truth, measured, features));
        trial.Values.Add(values);
    }

    private FillChoice Choice(HiddenPart part, List<Trial> trials)
    {
        MethodScore[] scores = [.. trials.Select(trial => trial.Score)];
        Trial? smooth = trials.Find(trial => trial.Method == methods[0] && trial.Values.Count == part.Hidden.Count);
        Trial? other = trials.Where(trial => trial.Method != methods[0] && trial.Values.Count == part.Hidden.Count).MaxBy(trial => trial.Score.MeanPsnr);
        if (smooth is null || other is null) return FillChoice.Of(part.Part, scores, methods[0].Name, within);
        double[] best = [.. part.Hidden.Select((one, i) => Blend.BestShare(smooth.Values[i], other.Values[i], one.ValuesOf(one.Truth))).OfType<double>()];
        var blend = new Blend(smooth.Method.Name, other.Method.Name, Blend.ShareOf(best));
        if (blend.IsSingle) return FillChoice.Of(part.Part, scores, methods[0].Name, within, blend);
        var blended = new Trial(smooth.Method, [], [], []);
        foreach ((int i, HiddenHole one) in part.Hidden.Index()) Measure(blended, one, blend.Of(smooth.Values[i], other.Values[i]));
        return FillChoice.Of(part.Part, [.. scores, blended.Score with { Method = Blend.Name }], methods[0].Name, within, blend);
    }

    // Each chosen method fills all holes once; each part of the holes is taken from its own method's fill.
    private AutoFilled Composed(RgbImage image, HoleMask hole, List<HiddenPart> parts, List<FillChoice> choices, Action<string>? begin, CancellationToken cancellation)
    {
        var pixels = (byte[])image.Pixels.Clone();
        var fills = new List<MethodFill>();
        try
        {
            foreach (string name in choices.SelectMany(choice => choice.Methods).Distinct())
            {
                begin?.Invoke(name);
                fills.Add(new(name, methods.First(method => method.Name == name).Fill(image, hole, cancellation: cancellation)));
            }

            foreach ((HiddenPart part, FillChoice choice) in parts.Zip(choices))
            {
                byte[][] of = [.. choice.Methods.Select(name => fills.Find(fill => fill.Method == name)!.Filled.Image.Pixels)];
                foreach (int i in part.Part.Pixels.SelectMany(pixel => Enumerable.Range(3 * pixel, 3)))
                    pixels[i] = choice.Blend is Blend blend ? blend.Of(of[0][i], of[1][i]) : of[0][i];
            }
        }
        catch
        {
            fills.ForEach(fill => fill.Filled.Dispose());
            throw;
        }

        string[] notes = [.. fills.SelectMany(fill => fill.Filled.Notes).Distinct()];
        return new(new InpaintedImage(new RgbImage(image.Width, image.Height, pixels, (byte[]?)image.Alpha?.Clone()), null, [], notes), choices, fills);
    }

    // A method's results on the hidden holes of a part; its colours in each for the blend.
    private sealed record Trial(FillMethod Method, List<double> Psnr, List<double> Features, List<byte[]> Values)
    {
        public MethodScore Score => new(Method.Name, Psnr, Features);
    }

    private sealed record HiddenPart(HolePart Part, IReadOnlyList<HiddenHole> Hidden);

    // Reports the progress of a part of the work as that of the whole.
    private sealed class Part(IProgress<(double Fraction, string What)>? whole, double from, double share) : IProgress<(double Fraction, string What)>
    {
        public void Report((double Fraction, string What) value) => whole?.Report((from + (share * value.Fraction), value.What));
    }
}

/// <summary>A photograph filled by the methods chosen for it.</summary>
/// <param name="Filled">The result.</param>
/// <param name="Choices">One per part of the holes, largest first; empty without a hole.</param>
/// <param name="Fills">All holes filled by each chosen method; owned.</param>
public sealed record AutoFilled(InpaintedImage Filled, IReadOnlyList<FillChoice> Choices, IReadOnlyList<MethodFill> Fills) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Filled.Dispose();
        foreach (MethodFill fill in Fills) fill.Filled.Dispose();
    }
}

/// <summary>All holes of a photograph filled by one method.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Filled">The filled photograph.</param>
public sealed record MethodFill(string Method, InpaintedImage Filled);

/// <summary>A method's scores on the hidden holes of one part.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Psnr">PSNR in dB in each hidden hole; fewer for a method that was far behind after two.</param>
/// <param name="Features">Distance in the built-in features in each; see <see cref="FeatureDistance"/>.</param>
public sealed record MethodScore(string Method, IReadOnlyList<double> Psnr, IReadOnlyList<double> Features)
{
    /// <summary>The mean PSNR in dB.</summary>
    public double MeanPsnr => Psnr.DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean distance in features.</summary>
    public double MeanFeatures => Features.DefaultIfEmpty(double.NaN).Average();
}

/// <summary>The method chosen for one part of the holes, and why.</summary>
/// <param name="Hole">The rectangle around the part.</param>
/// <param name="Holes">The number of separate holes in the part.</param>
/// <param name="Method">The method's name, or <see cref="Choosing.Blend.Name"/>.</param>
/// <param name="Scores">All methods' scores, the best PSNR first; empty if there was no room for a hidden hole.</param>
public sealed record FillChoice(PixelRectangle Hole, int Holes, string Method, IReadOnlyList<MethodScore> Scores)
{
    /// <summary>The blend of two methods; null if one method fills the part.</summary>
    public Blend? Blend { get; init; }

    /// <summary>The names of the methods that fill the part, of a blend the smoothest first.</summary>
    public IReadOnlyList<string> Methods => Blend is null ? [Method] : [Blend.Smooth, Blend.Other];

    /// <summary>The number of hidden holes in which the chosen method was the best of all.</summary>
    public int Wins => Scores.Count == 0 ? 0 : Enumerable.Range(0, Trials).Count(i => Scores.All(other => i >= other.Psnr.Count || Chosen.Psnr[i] >= other.Psnr[i]));

    /// <summary>The number of hidden holes.</summary>
    public int Trials => Scores.Count == 0 ? 0 : Scores.Max(score => score.Psnr.Count);

    private MethodScore Chosen => Scores.First(score => score.Method == Method);

    /// <summary>One line: the method, its PSNR beside the next ones', and in how many hidden holes it was best.</summary>
    public override string ToString()
    {
        string what = Holes == 1 ? $"the hole {Hole}" : $"{Holes} holes within {Hole}";
        if (Trials == 0) return $"{what}: {Method}, because nothing is left around it to try methods on";
        string others = string.Join(", ", Scores.Where(score => score.Method != Method).Take(3).Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Method} {score.MeanPsnr:F1}")));
        string lead = string.Create(CultureInfo.InvariantCulture, $"{what}: {Blend?.ToString() ?? Method}, {Chosen.MeanPsnr:F1} dB in {Trials} hidden holes of this shape, best in {Wins}");
        return others.Length == 0 ? lead : $"{lead}; {others}";
    }

    internal static FillChoice Of(HolePart part, IReadOnlyList<MethodScore> scores, string otherwise, double within, Blend? blend = null)
    {
        MethodScore[] ranked = [.. scores.OrderByDescending(score => score.MeanPsnr)];
        if (ranked.Length == 0) return new(part.Bounds, part.Holes, otherwise, ranked);
        string leading = blend is null ? ranked[0].Method : blend.IsSingle ? blend.Single : Choosing.Blend.Name;
        double least = ranked.First(score => score.Method == leading).MeanPsnr - within;
        string method = ranked.Where(score => score.MeanPsnr >= least).MinBy(score => score.MeanFeatures)!.Method;
        return new(part.Bounds, part.Holes, method, ranked) { Blend = method == Choosing.Blend.Name ? blend : null };
    }
}
