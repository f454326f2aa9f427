using System.CommandLine;
using Csa.Attention;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;
using Csa.Figures;
using Csa.Inpainting;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa inpaint</c>: fills the holes of a photograph, or of a folder of them.</summary>
internal static class InpaintCommand
{
    public const string Name = "inpaint", Summary = "Fill holes.";

    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "A run folder, a checkpoint or a weights file [default: the shipped weights]" };
        var image = new Option<string>("--image") { Description = "A photograph (JPEG, PNG, WebP, TIFF, BMP or GIF), or a folder of them", Required = true };
        var mask = new Option<string>("--mask") { Description = "White (or transparent) = hole, of the image's size; or a folder of masks named like the images", Required = true };
        var resize = new Option<bool>("--resize-mask") { Description = "Scale a mask that has another size than its image" };
        var output = new Option<string>("--out") { Description = "A file (PNG unless its name ends with .jpg, .webp, .tif or .bmp), or a folder where --image is one", Required = true };
        var format = new Option<string?>("--format") { Description = "The kind of a folder's results: png, jpg, webp, tif or bmp [default: each photograph's own; PNG for a GIF]" };
        var attention = new Option<string?>("--attention") { Description = "x,y of a filled pixel: draws where its content comes from, beside the result" };
        Option<DeviceChoice> device = SharedOptions.Device();
        var command = new Command(Name, HelpText.WithExample(
            $"{Summary} Known pixels stay as they are, byte for byte, but in a .jpg; what the file says beside its pixels stays too.",
            "csa inpaint --image holiday.jpg --mask mask.png --out filled.png",
            "csa inpaint --run runs/mine --image photos/ --mask masks/ --out filled/ --format png"))
        {
            run, image, mask, resize, output, format, attention, device,
        };
        command.SetAction(parsed =>
        {
            var files = new Files(parsed.GetRequiredValue(image), parsed.GetRequiredValue(mask), parsed.GetRequiredValue(output), parsed.GetValue(resize));
            PixelChoice? pixel = parsed.GetValue(attention) is string text ? PixelChoice.Parse(text) : null;
            if (pixel is not null && Directory.Exists(files.Image)) throw new BadUsageException("--attention: want one --image, got a folder");
            string? ending = parsed.GetValue(format) is string kind ? ResultName.EndingOf(kind) : null;
            if (ending is not null && !Directory.Exists(files.Image)) throw new BadUsageException("--format: want a folder as --image; of one result the name given to --out says the kind");
            using Inpainter inpainter = Inpainter.Load(parsed.GetValue(run) ?? ShippedWeights.Path(), parsed.GetValue(device), pixel is not null, ComparedSystems.Catalog);
            Terminal.Note(ModelDescription.Of(inpainter.Model!));
            return Directory.Exists(files.Image) ? FillFolder(inpainter, files, ending) : FillOne(inpainter, files, pixel);
        });
        return command;
    }

    private static int FillOne(Inpainter inpainter, Files files, PixelChoice? pixel)
    {
        using var line = new ProgressLine("inpainting");
        Fill(inpainter, files, pixel, new Watch(line, Path.GetFileName(files.Image), 0, 1));
        return ExitCode.Done;
    }

    // A bad file is named and passed over; the rest is done, and the exit code says that something was bad.
    private static int FillFolder(Inpainter inpainter, Files folders, string? ending)
    {
        string[] names = ImageFolder.List(folders.Image);
        ILookup<string, string>? masks = Directory.Exists(folders.Mask) ? ImageFolder.List(folders.Mask).ToLookup(Stem) : null;
        if (masks is null) MaskFile.Open(folders.Mask); // one for all: what is wrong with it is said once, not for each image
        ILookup<string, string> stems = names.ToLookup(Stem);
        var outputs = new HashSet<string>();
        AtomicFile.RequireWritableFolder(folders.Output);
        using var line = new ProgressLine("inpainting");
        int bad = 0;
        for (int i = 0; i < names.Length; i++)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            var watch = new Watch(line, names[i], i, names.Length);
            watch.Report(0);
            try
            {
                string image = ImageFolder.PathOf(folders.Image, names[i]);
                string output = ResultName.Of(names[i], ending ?? ResultName.EndingOf(ImageFile.ReadKind(image)), stems[Stem(names[i])].Count() == 1, outputs);
                string mask = masks is null ? folders.Mask : ImageFolder.PathOf(folders.Mask, MaskFor(names[i], masks, folders.Mask));
                var files = new Files(image, mask, Path.Combine(folders.Output, output), folders.ResizeMask);
                Fill(inpainter, files, null, watch);
            }
            catch (BadInputException fault)
            {
                bad++;
                watch.Clear();
                Terminal.Error($"left out: {fault.Message}");
            }
        }

        line.Clear();
        Terminal.Line($"{names.Length - bad} of {names.Length} images filled, {bad} left out");
        return bad == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    // What is wrong with the files is found before the work, and nothing is written until all of it is done.
    private static void Fill(Inpainter inpainter, Files files, PixelChoice? pixel, Watch watch)
    {
        files.CheckKept();
        DecodedImage photo = ImageFile.Open(files.Image);
        DecodedMask mask = MaskFile.OpenFor(files.Mask, photo.Image.Size, files.ResizeMask);
        watch.Clear();
        Note(files.Image, photo.Notes);
        Note(files.Mask, mask.Notes);
        Note(files.Output, ImageFile.NotesOnWriting(files.Output, photo));
        AtomicFile.RequireWritable(files.Output);

        using InpaintedImage filled = inpainter.Fill(photo.Image, mask.Hole, watch, Interruption.Token);
        RgbImage? map = pixel is null ? null : Attention(filled, pixel);
        watch.Clear();
        Note(files.Image, filled.Notes);
        ImageFile.Write(files.Output, filled.Image, photo);
        string regions = filled.Regions.Count == 1 ? "1 region" : $"{filled.Regions.Count} regions";
        Terminal.Line(FormattableString.Invariant($"{files.Output}: {photo.Image.Size}, {100 * mask.Hole.HoleFraction(0):F1} % filled in {regions}"));
        if (map is null) return;
        string path = Path.ChangeExtension(files.Output, null) + "-attention.png";
        ImageFile.Write(path, map);
        Terminal.Line($"{path}: where pixel ({pixel!.X}, {pixel.Y}) takes its features from");
    }

    private static void Note(string path, IEnumerable<string> notes)
    {
        foreach (string note in notes) Terminal.Note($"{path}: {note}");
    }

    private static string Stem(string name) => Path.ChangeExtension(name, null);

    private static string MaskFor(string name, ILookup<string, string> masks, string folder)
    {
        string[] candidates = [.. masks[Stem(name)]];
        return candidates.FirstOrDefault(mask => mask == name) ?? candidates.FirstOrDefault()
            ?? throw new BadInputException($"{name}: want a mask of that name in {folder}, there is none");
    }

    private static RgbImage Attention(InpaintedImage filled, PixelChoice pixel)
    {
        if (filled.Regions.Count > 0 && filled.Regions.All(region => region.Attention is null))
            throw new BadInputException("--attention: want a system with a CSA layer, this run's has none; leave --attention out or choose a run of csa with its layer");
        InpaintedRegion region = filled.Regions.FirstOrDefault(region => region.Hole.Contains(pixel.X, pixel.Y) && region.Attention is not null)
            ?? throw new BadInputException($"--attention {pixel.X},{pixel.Y}: want a pixel that was filled, this one was known");
        FeatureCell cell = region.ToFeatureCell(pixel.X, pixel.Y);
        CsaAttention attention = region.Attention!.Attention[0];
        if (attention.StepOf(cell.Y, cell.X) < 0)
            throw new BadInputException($"--attention {pixel.X},{pixel.Y}: its cell of the feature grid counts as known; choose a pixel deeper in the hole");
        return Figure.AttentionMap(region.GridPicture()!, attention.Map(cell.Y, cell.X), cell.Y, cell.X, $"A_i of pixel ({pixel.X}, {pixel.Y})");
    }

    private sealed record Files(string Image, string Mask, string Output, bool ResizeMask)
    {
        /// <summary>Refuses to overwrite the input files.</summary>
        public void CheckKept()
        {
            if (IsOutput(Image)) throw new BadInputException($"{Output}: is the image itself; want another name, so that the original stays");
            if (IsOutput(Mask)) throw new BadInputException($"{Output}: is the mask itself; want another name, so that the mask stays");
        }

        private bool IsOutput(string path) => path.Length > 0 && Output.Length > 0 && Path.GetFullPath(path) == Path.GetFullPath(Output);
    }

    private sealed record PixelChoice(int X, int Y)
    {
        public static PixelChoice Parse(string text) =>
            text.Split(',') is [string x, string y] && int.TryParse(x, out int column) && int.TryParse(y, out int row)
                ? new PixelChoice(column, row)
                : throw new BadUsageException($"--attention: want x,y in pixels, e.g. 120,96, got '{text}'");
    }

    // One image's part of the whole work. Not Progress<T>, which reports from another thread.
    private sealed class Watch(ProgressLine line, string name, int index, int count) : IProgress<InpaintingProgress>
    {
        public void Report(InpaintingProgress value) => Report((double)value.Done / value.Total, $", region {value.Done} of {value.Total}");

        public void Report(double fraction, string detail = "") => line.Show((index + fraction) / count, name + detail);

        // Before something else is written.
        public void Clear() => line.Clear();
    }
}
