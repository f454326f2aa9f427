using System.CommandLine;
using Csa.Cli.Filling;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa inpaint</c>: fills the holes of a photograph, or of a folder of them.</summary>
internal static class InpaintCommand
{
    public const string Name = "inpaint", Summary = "Fill holes.";

    private const double DefaultMinutes = 2;

    public static Command Create()
    {
        var files = new Argument<string[]>("photo mask") { Description = "A photograph and its mask, or their folders; for --image and --mask", Arity = new ArgumentArity(0, 1000), HelpName = "PHOTO MASK" };
        var run = new Option<string?>("--run") { Description = "A run folder, a checkpoint, a weights file, or an .onnx file of csa export [default: none, see --method]" };
        var method = new Option<string?>("--method") { Description = $"{AutoFill.Name} tries all on hidden holes of the photograph itself and takes the best, or a blend of two, for each hole; or one by its name: {string.Join(", ", PhotoFill.Names.Skip(1))} [default: {AutoFill.Name}, or the model of --run]" };
        var detail = new Option<bool>("--detail") { Description = FormattableString.Invariant($"Let {AutoFill.Name} take the method with the best features of those within {AutoFill.DetailWithin} dB: in large holes the least error is a blur") };
        var learn = new Option<double?>("--learn") { Description = FormattableString.Invariant($"Minutes for which {LearnedFill.MethodName} learns the known pixels of the picture; Ctrl+C ends the learning, the picture is filled with what was learned [default: {DefaultMinutes} for --method {LearnedFill.MethodName}, else 0]") };
        var learnSteps = new Option<long?>("--learn-steps") { Description = "The same in steps: repeats to the bit with as many threads" };
        var together = new Option<bool>("--learn-together") { Description = "Learn all pictures of a folder at once, before the first is filled" };
        var image = new Option<string?>("--image") { Description = "A photograph (JPEG, PNG, WebP, TIFF, BMP or GIF), or a folder of them" };
        var mask = new Option<string?>("--mask") { Description = "White (or transparent) = hole, of the image's size; or a folder of masks named like the images [default: those beside the images]" };
        var resize = new Option<bool>("--resize-mask") { Description = "Scale a mask that has another size than its image" };
        var invert = new Option<bool>("--invert-mask") { Description = "Fill what is black (or opaque) in the mask" };
        var grow = new Option<int>("--grow") { Description = "Pixels by which each hole reaches further: a mask that ends at an object's edge leaves its rim" };
        var feather = new Option<int>("--feather") { Description = "Pixels around each hole over which the fill passes into the photograph; these known pixels change" };
        var output = new Option<string?>("--out") { Description = "A file (PNG unless its name ends with .jpg, .webp, .tif or .bmp), or FOLDER/ for NAME.png in it; for a folder a folder [default: NAME-filled.png beside the photograph, or FOLDER-filled]" };
        var format = new Option<string?>("--format") { Description = "The kind of a folder's results: png, jpg, webp, tif or bmp [default: each photograph's own; PNG for a GIF]" };
        var skip = new Option<bool>("--skip-existing") { Description = "Leave alone what has a result already: an interrupted folder goes on where it was" };
        var attention = new Option<string?>("--attention") { Description = "x,y of a filled pixel: draws where its content comes from, beside the result" };
        Option<DeviceChoice> device = SharedOptions.Device();
        Option<bool> rounded = SharedOptions.BFloat16();
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            It can continue smooth and regular surroundings into holes of any shape: scratches, dust, text, wires, small objects.
            It cannot know what was there, nor invent what it has not learned. Look at the result before you rely on it.

            Which method is best depends on the picture. So holes of the same shape are hidden around each real one, every method
            fills them without seeing them, and a blend of the smoothest fill and the best other one, or one of them, fills the
            real one; the output says which, by how much it is better and how often. The shipped networks saw drawn portraits of 64 pixels, no photographs; weights trained on pictures
            like yours (csa train --data, then --run with --method auto) may do better.

            Known pixels stay as they are, byte for byte, but in a .jpg; what the file says beside its pixels stays too.

            A mask is found by its photograph's name: NAME.png in a folder of masks, or NAME_mask.png, NAME_mask001.png,
            mask_NAME.png there, in a sub-folder or beside the photograph. What fits two is refused, and a mask is never filled.
            """,
            "csa inpaint holiday.jpg mask.png",
            "csa inpaint --image holiday.jpg --mask mask.png --grow 4 --out filled.png",
            "csa inpaint holiday.jpg mask.png --method exemplar",
            "csa inpaint --run runs/mine --image photos/ --mask masks/ --out filled/ --format png --skip-existing"))
        {
            files, run, method, detail, learn, learnSteps, together, image, mask, resize, invert, grow, feather, output, format, skip, attention, device, rounded,
        };
        command.SetAction(parsed =>
        {
            FillPaths paths = Paths(command, parsed.GetValue(files) ?? [], parsed.GetValue(image), parsed.GetValue(mask), parsed.GetValue(output));
            FilledPixel? pixel = parsed.GetValue(attention) is string text ? FilledPixel.Parse(text) : null;
            if (pixel is not null && paths.IsFolder) throw new BadUsageException("--attention: want one --image, got a folder");
            string? ending = parsed.GetValue(format) is string kind ? ResultName.ExtensionOf(kind) : null;
            if (ending is not null && !paths.IsFolder) throw new BadUsageException("--format: want a folder as --image; of one result the name given to --out says the kind");
            var holes = new HoleReader(parsed.GetValue(resize), parsed.GetValue(invert), Pixels("--grow", parsed.GetValue(grow)), Pixels("--feather", parsed.GetValue(feather)));
            if (!FillMethod.IsOnnx(parsed.GetValue(run))) NativeRuntime.BeginLoading();
            using var fill = PhotoFill.Of(parsed.GetValue(method), parsed.GetValue(run), parsed.GetValue(device), pixel is not null, parsed.GetValue(detail), Learning(parsed.GetValue(method), parsed.GetValue(learn), parsed.GetValue(learnSteps), parsed.GetValue(together), paths.IsFolder));
            if (parsed.GetValue(rounded)) fill.UseBFloat16();
            if (fill.Prepare() is { Length: > 0 } training) Terminal.Note(training);
            var filler = new Filler(fill, holes, parsed.GetValue(skip));
            return paths.IsFolder ? filler.Folder(paths, ending) : filler.One(paths, pixel);
        });
        return command;
    }

    private static PhotoLearning Learning(string? method, double? minutes, long? steps, bool together, bool isFolder)
    {
        if (minutes is not (null or >= 0 and <= 10_000)) throw new BadUsageException($"--learn: want 0 (not at all) to 10000 minutes, got {minutes}");
        if (steps is < 1) throw new BadUsageException($"--learn-steps: want at least 1, got {steps}");
        if (minutes is not null && steps is not null) throw new BadUsageException("--learn, --learn-steps: want one of them");
        if (together && !isFolder) throw new BadUsageException("--learn-together: want a folder as --image");
        double lasts = minutes ?? (method == LearnedFill.MethodName || together ? DefaultMinutes : 0);
        TrainingBudget? budget = steps is long count ? TrainingBudget.OfSteps(count) : lasts > 0 ? TrainingBudget.OfMinutes(lasts) : null;
        return new(budget, together, minutes > 0 || steps is not null || together);
    }

    // Plain words are the photograph and the mask that no option names.
    private static FillPaths Paths(Command command, string[] words, string? image, string? mask, string? output)
    {
        if (words.FirstOrDefault(word => UsageFaults.IsOption(word) && !Path.Exists(word)) is string option) throw new BadUsageException(UsageFaults.Unknown(command, option));
        int wanted = (image is null ? 1 : 0) + (mask is null ? 1 : 0);
        if (words.Length > wanted) throw new BadUsageException($"{words[wanted]}: want a photograph and a mask, this is one name more; the result's follows --out");
        var rest = new Queue<string>(words);
        image ??= rest.TryDequeue(out string? photo) ? photo : throw new BadUsageException("want a photograph and its mask: csa inpaint photo.jpg mask.png");
        return FillPaths.Of(image, mask ?? (rest.TryDequeue(out string? other) ? other : null), output);
    }

    private static int Pixels(string option, int pixels) =>
        pixels is >= 0 and <= HoleEdge.MaxPixels ? pixels : throw new BadUsageException($"{option}: want 0 to {HoleEdge.MaxPixels} pixels, got {pixels}");
}
