using System.CommandLine;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Figures;

namespace Csa.Cli.Commands;

/// <summary><c>csa data</c>: one sheet of a data set's images, to look at before training on them.</summary>
internal static class DataCommand
{
    public const string Name = "data", Summary = "Write one sheet of the images of a data set, as training sees them, with holes if asked.";

    private const long LargestSheetPixels = 100_000_000;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = SharedOptions.DataChoices, Required = true };
        var masks = new Option<string?>("--masks") { Description = "Shows holes too: centre, strokes, walks, a folder …, or some of them by hole share (masks#20-30)" };
        Option<bool> pair = SharedOptions.PairMasks();
        Option<Split?> split = SharedOptions.Split("train");
        var count = new Option<int>("--count") { Description = "At most so many images", DefaultValueFactory = _ => 64 };
        var side = new Option<int>("--side") { Description = "Height and width of an image in pixels", DefaultValueFactory = _ => 128 };
        var seed = new Option<ulong>("--seed") { Description = "Draws the masks", DefaultValueFactory = _ => 0 };
        var output = new Option<FileInfo>("--out") { Description = "An image file: a square of images", Required = true };
        var command = new Command(Name, HelpText.WithExample(
            Summary,
            "csa data --data builtin:landscapes --count 64 --out sheet.png",
            "csa data --data photos/ --masks walks --side 256 --count 16 --out sheet.png"))
        {
            data, masks, pair, split, count, side, seed, output,
        };
        command.SetAction(parsed =>
        {
            (int wanted, int pixels) = (parsed.GetValue(count), parsed.GetValue(side));
            if (wanted < 1) throw new BadUsageException($"--count: want at least 1, got {wanted}");
            if (pixels < 1) throw new BadUsageException($"--side: want at least 1 pixel, got {pixels}");
            if ((long)wanted * pixels * pixels > LargestSheetPixels)
                throw new BadUsageException($"--count and --side: want at most {LargestSheetPixels / 1_000_000} megapixels in all, got {wanted} x {pixels} x {pixels}; ask for fewer or smaller images");
            string spec = parsed.GetRequiredValue(data);
            string? kind = parsed.GetValue(masks) ?? (parsed.GetValue(pair) ? spec : null);
            ImagesWithMasks? both = kind is null ? null : ImageSources.OpenWith(spec, kind, parsed.GetValue(pair));
            IImageSource images = both?.Images ?? ImageSources.Open(spec);
            IMaskSource? holes = both?.Masks;
            foreach (string note in images.Notes) Terminal.Note(note);
            Split part = parsed.GetValue(split) ?? Split.Train;
            string partName = SplitNames.Word(part);
            int shown = Math.Min(wanted, images.Count(part));
            if (shown == 0) throw new BadInputException($"{images.Description}: want images in the {partName} split, got none; choose another --split or add more images");

            string path = parsed.GetRequiredValue(output).FullName;
            AtomicFile.RequireWritable(path);
            var tiles = new RgbImage[shown];
            using (var line = new ProgressLine("drawing"))
            {
                for (int i = 0; i < shown; i++)
                {
                    Interruption.Token.ThrowIfCancellationRequested();
                    RgbImage image = images.Read(part, i, pixels);
                    tiles[i] = holes is null ? image : Figure.WithHole(image, holes.DrawFor(images.Name(part, i), pixels, Seed.Derive(parsed.GetValue(seed), (ulong)i)));
                    line.Show((i + 1.0) / shown);
                }
            }

            ImageFile.Write(path, ImageGrid.Tile(tiles, (int)Math.Ceiling(Math.Sqrt(shown))));
            Terminal.Line($"{path}: {shown} of {images.Count(part)} images of {images.Description}, {partName} split, {pixels}x{pixels}{(holes is null ? "" : $", holes {holes.Description}")}");
            FileProblem[] leftOut = [.. images.Problems, .. holes?.Problems ?? []];
            foreach (FileProblem problem in leftOut) Terminal.Error($"left out: {problem.Message}");
            return leftOut.Length == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }
}
