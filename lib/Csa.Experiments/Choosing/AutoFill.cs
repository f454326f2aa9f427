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

/// <summary>Fills each hole of a photograph by the method that fills hidden holes of the same shape around it best.</summary>
/// <remarks>
/// Nobody knows what is in a hole, but what lies around it is known. So holes of its shape are hidden there, every method fills them without
/// seeing them, and what it makes is compared with the photograph. The rule: the highest mean PSNR wins; of methods within
/// <see cref="EqualWithin"/> dB of it, the one whose fill is nearest in the built-in features, because at equal error a sharper fill is
/// the better one. In a large hole a blur has the least error, so a user who would rather have detail widens that margin to <see cref="DetailWithin"/>.
/// </remarks>
public sealed class AutoFill : IDisposable
{
    /// <summary>The word for this choice where methods are named: "auto".</summary>
    public const string Name = "auto";

    /// <summary>PSNR in dB within which two methods count as equally good.</summary>
    public const double EqualWithin = 0.1;

    /// <summary>The same for a user who prefers detail.</summary>
    public const double DetailWithin = 3;

    // A fill without error has no finite PSNR.
    private const double MostPsnr = 60;
    private const int HiddenHoles = 6;

    // More than a user who prefers detail gives up.
    private const double HopelessBehind = 5;

    private readonly IReadOnlyList<FillMethod> methods;
    private readonly double within;
    private readonly Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());

    /// <summary>A choice among methods.</summary>
    /// <param name="methods">At least one; used, not disposed.</param>
    /// <param name="prefersDetail">True to take the nearest in features of all that lie within <see cref="DetailWithin"/> dB of the best.</param>
    /// <exception cref="ArgumentException">No method.</exception>
    public AutoFill(IReadOnlyList<FillMethod> methods, bool prefersDetail = false)
    {
        if (methods.Count == 0) throw new ArgumentException("methods: want at least one, got none", nameof(methods));
        this.methods = methods;
        within = prefersDetail ? DetailWithin : EqualWithin;
    }

    /// <summary>Chooses and fills.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <param name="seed">Draws the hidden holes; the same seed gives the same choice.</param>
    /// <param name="progress">The fraction done, 0 … 1, and what is being done; may be null.</param>
    /// <param name="cancellation">Stops between fills.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AutoFilled Fill(RgbImage image, HoleMask hole, ulong seed = 0, IProgress<(double Fraction, string What)>? progress = null, CancellationToken cancellation = default)
    {
        RegionFill.Check(image, hole);
        if (hole.IsEmpty) return new(methods[0].Fill(image, hole, cancellation: cancellation), []);
        IReadOnlyList<HolePart> parts = HolePart.Of(hole);
        Random random = Seed.Generator(seed);
        const double ShareOfTrials = 0.8;
        var choices = new List<FillChoice>();
        foreach ((int place, HolePart part) in parts.Index())
        {
            IReadOnlyList<HiddenHole> hidden = HiddenHole.Draw(image, hole, part, HiddenHoles, random);
            IReadOnlyList<MethodScore> scores = Scores(hidden, (share, name) => progress?.Report((ShareOfTrials * (place + share) / parts.Count, $"tries {name} on hidden holes")), cancellation);
            choices.Add(FillChoice.Of(part, scores, methods[0].Name, within));
        }

        return Composed(image, hole, parts, choices, progress is null ? null : name => progress.Report((ShareOfTrials, $"fills by {name}")), cancellation);
    }

    /// <summary>Disposes what it measures by, not the methods.</summary>
    public void Dispose() => features.Dispose();

    // Hole by hole, so that a method which is far behind after two is not tried on the others.
    private List<MethodScore> Scores(IReadOnlyList<HiddenHole> hidden, Action<double, string> begin, CancellationToken cancellation)
    {
        const int HolesForAll = 2;
        List<(FillMethod Method, List<double> Psnr, List<double> Features)> tried = [.. methods.Select(method => (method, new List<double>(), new List<double>()))];
        var broken = new HashSet<FillMethod>();
        foreach ((int place, HiddenHole one) in hidden.Index())
        {
            double best = tried.Max(each => each.Psnr.DefaultIfEmpty(double.NegativeInfinity).Average());
            var still = tried.Where(each => !broken.Contains(each.Method) && (place < HolesForAll || each.Psnr.Average() >= best - HopelessBehind)).ToList();
            HoleMask measured = HoleMask.FromCells(one.Hidden, 1, one.Truth.Height, one.Truth.Width);
            foreach ((int which, (FillMethod method, List<double> psnr, List<double> distances)) in still.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                begin((place + ((double)which / still.Count)) / hidden.Count, method.Name);
                try
                {
                    using InpaintedImage filled = method.Fill(one.Truth, one.Hole, cancellation: cancellation);
                    psnr.Add(Math.Min(MostPsnr, Metrics.HolePsnr(filled.Image, one.Truth, measured)));
                    distances.Add(FeatureDistance.InHole(filled.Image, one.Truth, measured, features));
                }
                catch (InvalidOperationException)
                {
                    broken.Add(method); // its weights give non-finite values on such a picture
                }
            }
        }

        return [.. tried.Where(each => !broken.Contains(each.Method)).Select(each => new MethodScore(each.Method.Name, each.Psnr, each.Features))];
    }

    // Each method that was chosen fills all holes once; of what it makes, its parts are taken.
    private AutoFilled Composed(RgbImage image, HoleMask hole, IReadOnlyList<HolePart> parts, List<FillChoice> choices, Action<string>? begin, CancellationToken cancellation)
    {
        var pixels = (byte[])image.Pixels.Clone();
        List<string> notes = [];
        foreach (string name in choices.Select(choice => choice.Method).Distinct())
        {
            begin?.Invoke(name);
            using InpaintedImage filled = methods.First(method => method.Name == name).Fill(image, hole, cancellation: cancellation);
            notes.AddRange(filled.Notes);
            foreach (HolePart part in parts.Zip(choices).Where(pair => pair.Second.Method == name).Select(pair => pair.First))
                foreach (int i in part.Pixels) filled.Image.Pixels.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(3 * i));
        }

        return new(new InpaintedImage(new RgbImage(image.Width, image.Height, pixels, (byte[]?)image.Alpha?.Clone()), null, [], [.. notes.Distinct()]), choices);
    }
}

/// <summary>A photograph filled by the methods chosen for it.</summary>
/// <param name="Filled">The result.</param>
/// <param name="Choices">One per part of the holes, largest first; empty without a hole.</param>
public sealed record AutoFilled(InpaintedImage Filled, IReadOnlyList<FillChoice> Choices) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Filled.Dispose();
}

/// <summary>How a method did on the hidden holes of one part.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Psnr">In dB, in each hidden hole; a method far behind after two is tried on no more.</param>
/// <param name="Features">Distance in the built-in features, in each.</param>
public sealed record MethodScore(string Method, IReadOnlyList<double> Psnr, IReadOnlyList<double> Features)
{
    /// <summary>The mean, in dB.</summary>
    public double MeanPsnr => Psnr.DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean distance.</summary>
    public double MeanFeatures => Features.DefaultIfEmpty(double.NaN).Average();
}

/// <summary>The method chosen for one part of the holes, and why.</summary>
/// <param name="Hole">The rectangle around the part.</param>
/// <param name="Holes">How many separate holes the part has.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Scores">Of all methods, the best PSNR first; empty where no hidden hole found room.</param>
public sealed record FillChoice(PixelRectangle Hole, int Holes, string Method, IReadOnlyList<MethodScore> Scores)
{
    /// <summary>In how many hidden holes the chosen method was the best of all.</summary>
    public int Wins => Scores.Count == 0 ? 0 : Enumerable.Range(0, Trials).Count(i => Scores.All(other => i >= other.Psnr.Count || Chosen.Psnr[i] >= other.Psnr[i]));

    /// <summary>How many hidden holes there were.</summary>
    public int Trials => Scores.Count == 0 ? 0 : Scores.Max(score => score.Psnr.Count);

    private MethodScore Chosen => Scores.First(score => score.Method == Method);

    /// <summary>One line: the method, its lead over the next, and how sure.</summary>
    public override string ToString()
    {
        string what = Holes == 1 ? $"the hole {Hole}" : $"{Holes} holes within {Hole}";
        if (Trials == 0) return $"{what}: {Method}, because nothing is left around it to try methods on";
        string others = string.Join(", ", Scores.Where(score => score.Method != Method).Take(3).Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Method} {score.MeanPsnr:F1}")));
        string lead = string.Create(CultureInfo.InvariantCulture, $"{what}: {Method}, {Chosen.MeanPsnr:F1} dB in {Trials} hidden holes of this shape, best in {Wins}");
        return others.Length == 0 ? lead : $"{lead}; {others}";
    }

    internal static FillChoice Of(HolePart part, IReadOnlyList<MethodScore> scores, string otherwise, double within)
    {
        MethodScore[] ranked = [.. scores.Where(score => score.Psnr.Count > 0).OrderByDescending(score => score.MeanPsnr)];
        string method = ranked.Length == 0 ? otherwise
            : ranked.TakeWhile(score => score.MeanPsnr >= ranked[0].MeanPsnr - within).MinBy(score => score.MeanFeatures)!.Method;
        return new(part.Bounds, part.Holes, method, ranked);
    }
}
