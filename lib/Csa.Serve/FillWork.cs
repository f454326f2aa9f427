using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Choosing;
using Csa.Inpainting;

namespace Csa.Serve;

/// <summary>Fills a picture by one method, or by the one chosen for each hole and then by each of the others for comparison.</summary>
/// <param name="methods">The methods, with attention kept; used by one fill at a time.</param>
internal sealed class FillWork(IReadOnlyList<FillMethod> methods)
{
    private const string Csa = "csa";

    private int fills;

    /// <summary>The names that <see cref="Run"/> accepts.</summary>
    public IEnumerable<string> Names => methods.Select(method => method.Name).Prepend(AutoFill.Name);

    /// <summary>Fills.</summary>
    /// <param name="session">The picture's session, whose result is replaced when the first fill is done.</param>
    /// <param name="hole">Not empty, of the picture's size.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="tell">Receives each event as it happens.</param>
    /// <param name="cancellation">Stops at the next safe point; fills that are done stay.</param>
    /// <exception cref="BadInputException">Nothing is known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Session session, HoleMask hole, string name, Action<FillEvent> tell, CancellationToken cancellation)
    {
        RgbImage image = session.Photograph.Image;
        var result = new FillResult(++fills, image, hole);
        if (name == AutoFill.Name)
        {
            ByChoice(session, result, hole, tell, cancellation);
            return;
        }

        tell(new() { Done = 0, What = $"fills by {name}" });
        FillMethod method = methods.First(method => method.Name == name);
        IReadOnlyList<string> notes = By(method, result, image, hole, tell, cancellation);
        session.Result = result;
        tell(new() { Filled = new(result.Number, name, result.Bounds, [.. About(method), .. notes], [], result.Look is not null) });
    }

    /// <summary>Reduces every path in a line to its file name, so that the page does not learn this machine's folders.</summary>
    /// <param name="line">A method's or an error's message.</param>
    public static string WithoutFolders(string line) => string.Join(' ', line.Split(' ').Select(word => word[(word.LastIndexOfAny(['/', '\\']) + 1)..]));

    private void ByChoice(Session session, FillResult result, HoleMask hole, Action<FillEvent> tell, CancellationToken cancellation)
    {
        RgbImage image = session.Photograph.Image;
        using var chooser = new AutoFill(methods);
        using AutoFilled filled = chooser.Fill(image, hole, progress: new Watch(at => tell(new() { Done = at.Fraction, What = at.What })), cancellation: cancellation);
        result.Keep(AutoFill.Name, filled.Filled.Image);
        session.Result = result;
        tell(new()
        {
            Filled = new(result.Number, AutoFill.Name, result.Bounds, filled.Filled.Notes, [.. filled.Choices.Select(choice => new ShownChoice(
                choice.Method, choice.ToString(), [.. choice.Scores.Select(score => new ShownScore(score.Method, score.MeanPsnr))]))], false),
        });

        foreach (MethodFill fill in filled.Fills) Keep(fill.Method, fill.Filled, result);
        FillMethod[] others = [.. methods.OrderByDescending(method => filled.Choices.SelectMany(choice => choice.Scores).Where(score => score.Method == method.Name).Select(score => score.MeanPsnr).DefaultIfEmpty(double.NegativeInfinity).Max())];
        foreach ((int i, FillMethod method) in others.Index())
        {
            tell(new() { Done = (double)i / others.Length, What = $"fills by {method.Name}, to compare" });
            try
            {
                if (!filled.Fills.Any(fill => fill.Method == method.Name)) By(method, result, image, hole, null, cancellation);
                tell(new() { Candidate = method.Name, Note = About(method).FirstOrDefault(), Look = result.Look is not null });
            }
            catch (InvalidOperationException)
            {
                // Its weights break down on this picture: no candidate.
            }
        }
    }

    private static IReadOnlyList<string> By(FillMethod method, FillResult result, RgbImage image, HoleMask hole, Action<FillEvent>? tell, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using InpaintedImage filled = method.Fill(image, hole, tell is null ? null : new Parts(tell, method.Name), cancellation);
        cancellation.ThrowIfCancellationRequested();
        Keep(method.Name, filled, result);
        return filled.Notes;
    }

    private static void Keep(string name, InpaintedImage filled, FillResult result)
    {
        if (name == Csa) result.Look = AttentionView.Of(filled);
        result.Keep(name, filled.Image);
    }

    private static string[] About(FillMethod method) => method.Training.Length > 0 ? [WithoutFolders(method.Training)] : [];

    // Reports on the thread that works, in order.
    private sealed class Watch(Action<(double Fraction, string What)> tell) : IProgress<(double Fraction, string What)>
    {
        public void Report((double Fraction, string What) value) => tell(value);
    }

    private sealed class Parts(Action<FillEvent> tell, string name) : IProgress<InpaintingProgress>
    {
        public void Report(InpaintingProgress value) => tell(new() { Done = (double)value.Done / value.Total, What = $"fills by {name}: {value.Done} of {value.Total} parts" });
    }
}

/// <summary>One line of the response to a fill; null properties are left out.</summary>
internal sealed record FillEvent
{
    /// <summary>The number of fills before this one in the queue.</summary>
    public int? Waiting { get; init; }

    /// <summary>The fraction done, 0 … 1.</summary>
    public double? Done { get; init; }

    /// <summary>What is being done.</summary>
    public string? What { get; init; }

    /// <summary>The fill that was asked for.</summary>
    public ShownFill? Filled { get; init; }

    /// <summary>A method whose fill is ready for comparison.</summary>
    public string? Candidate { get; init; }

    /// <summary>What the candidate's method was trained on.</summary>
    public string? Note { get; init; }

    /// <summary>True once attention can be shown.</summary>
    public bool? Look { get; init; }

    /// <summary>Why the fill failed.</summary>
    public string? Error { get; init; }

    /// <summary>True for the last line.</summary>
    public bool? End { get; init; }
}

/// <summary>A fill, for the page.</summary>
/// <param name="Number">The number of the request.</param>
/// <param name="Name">"auto" or the method's.</param>
/// <param name="Bounds">The rectangle around the holes.</param>
/// <param name="Notes">Notes for the user, one sentence each.</param>
/// <param name="Choices">The choices of "auto", one for each part of the holes.</param>
/// <param name="Look">True if attention can be shown.</param>
internal sealed record ShownFill(int Number, string Name, PixelRectangle Bounds, IReadOnlyList<string> Notes, IReadOnlyList<ShownChoice> Choices, bool Look);

/// <summary>The method chosen for a part of the holes.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Text">Why, in one line.</param>
/// <param name="Scores">The scores of all methods, the best first.</param>
internal sealed record ShownChoice(string Method, string Text, IReadOnlyList<ShownScore> Scores);

/// <summary>A method's score in the hidden holes.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Psnr">The mean PSNR in dB.</param>
internal sealed record ShownScore(string Method, double Psnr);
