using System.CommandLine;
using Csa.Attention;
using Csa.Cli.Output;
using Csa.Figures;
using Csa.Images;
using Csa.Masks;
using Csa.Training;

namespace Csa.Cli.Commands;

/// <summary><c>csa inpaint</c>: fills the holes of a photograph, or of a folder of them.</summary>
internal static class InpaintCommand
{
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "A run folder, a checkpoint or a weights file [default: the shipped weights]" };
        var image = new Option<string>("--image") { Description = "A photograph, or a folder of them", Required = true };
        var mask = new Option<string>("--mask") { Description = "White = hole, of the image's size; or a folder of masks named like the images", Required = true };
        var output = new Option<string>("--out") { Description = "A file, or a folder where --image is one", Required = true };
        var attention = new Option<string?>("--attention") { Description = "x,y of a filled pixel: draws where its content comes from, beside the result" };
        Option<DeviceChoice> device = SharedOptions.Device();
        var command = new Command("inpaint", SharedOptions.WithExample(
            "Fill holes. Known pixels stay as they are, byte for byte.",
            "csa inpaint --image holiday.jpg --mask mask.png --out filled.png",
            "csa inpaint --run runs/mine --image photos/ --mask masks/ --out filled/"))
        {
            run, image, mask, output, attention, device,
        };
        command.SetAction(parsed =>
        {
            string source = parsed.GetRequiredValue(image), target = parsed.GetRequiredValue(output);
            PixelChoice? pixel = parsed.GetValue(attention) is string text ? PixelChoice.Parse(text) : null;
            if (pixel is not null && Directory.Exists(source)) throw new BadUsageException("--attention: want one --image, got a folder");
            using Inpainter inpainter = Inpainter.Load(parsed.GetValue(run) ?? ShippedWeights.Path(), parsed.GetValue(device), pixel is not null, SharedOptions.Catalog);
            Terminal.Note(SharedOptions.Describe(inpainter.Model!));
            return Directory.Exists(source)
                ? FillFolder(inpainter, source, parsed.GetRequiredValue(mask), target)
                : FillOne(inpainter, source, parsed.GetRequiredValue(mask), target, pixel);
        });
        return command;
    }

    private static int FillOne(Inpainter inpainter, string image, string mask, string target, PixelChoice? pixel)
    {
        using InpaintedImage filled = Fill(inpainter, image, mask, target);
        if (pixel is not null) WriteAttention(filled, pixel, Path.ChangeExtension(target, null) + "-attention.png");
        return ExitCode.Done;
    }

    // A bad file is named and passed over; the rest is done, and the exit code says that something was bad.
    private static int FillFolder(Inpainter inpainter, string images, string masks, string target)
    {
        string[] names = ImageFolder.List(images);
        using var line = new ProgressLine("inpainting");
        int bad = 0;
        for (int i = 0; i < names.Length; i++)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            line.Show((double)i / names.Length, names[i]);
            try
            {
                string mask = Directory.Exists(masks) ? MaskFor(names[i], masks) : masks;
                Fill(inpainter, Path.Combine(images, names[i]), mask, Path.Combine(target, Path.ChangeExtension(names[i], ".png"))).Dispose();
            }
            catch (BadInputException fault)
            {
                bad++;
                line.Clear();
                Terminal.Error($"left out: {fault.Message}");
            }
        }

        line.Clear();
        Terminal.Line($"{names.Length - bad} of {names.Length} images filled, {bad} left out");
        return bad == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static InpaintedImage Fill(Inpainter inpainter, string image, string mask, string target)
    {
        RgbImage photo = ImageFile.Read(image);
        HoleMask hole = MaskFile.ReadFor(mask, photo.Size);
        using var line = new ProgressLine(Path.GetFileName(image));
        InpaintedImage filled = inpainter.Fill(photo, hole, new Watch(line), Interruption.Token);
        line.Clear();
        foreach (string note in filled.Notes) Terminal.Note($"{image}: {note}");
        ImageFile.Write(target, filled.Image);
        Terminal.Line($"{target}: {photo.Width}x{photo.Height}, {100 * hole.HoleFraction(0):F1} % filled in {filled.Regions.Count} regions");
        return filled;
    }

    private static string MaskFor(string name, string masks)
    {
        string stem = Path.ChangeExtension(name, null);
        return ImageFolder.List(masks).Where(mask => Path.ChangeExtension(mask, null) == stem).Select(mask => Path.Combine(masks, mask)).FirstOrDefault()
            ?? throw new BadInputException($"{name}: want a mask of that name in {masks}, there is none");
    }

    private static void WriteAttention(InpaintedImage filled, PixelChoice pixel, string path)
    {
        InpaintedRegion region = filled.Regions.FirstOrDefault(region => region.Hole.Contains(pixel.X, pixel.Y) && region.Attention is not null)
            ?? throw new BadInputException($"--attention {pixel.X},{pixel.Y}: want a pixel that was filled, this one was known");
        FeatureCell cell = region.ToFeatureCell(pixel.X, pixel.Y);
        CsaAttention attention = region.Attention!.Attention[0];
        if (attention.StepOf(cell.Y, cell.X) < 0)
            throw new BadInputException($"--attention {pixel.X},{pixel.Y}: its cell of the feature grid counts as known; choose a pixel deeper in the hole");
        ImageFile.Write(path, Figure.AttentionMap(region.GridPicture()!, attention.Map(cell.Y, cell.X), cell.Y, cell.X, $"A_i of pixel ({pixel.X}, {pixel.Y})"));
        Terminal.Line($"{path}: where pixel ({pixel.X}, {pixel.Y}) takes its features from");
    }

    private sealed record PixelChoice(int X, int Y)
    {
        public static PixelChoice Parse(string text) =>
            text.Split(',') is [string x, string y] && int.TryParse(x, out int column) && int.TryParse(y, out int row)
                ? new PixelChoice(column, row)
                : throw new BadUsageException($"--attention: want x,y in pixels, e.g. 120,96, got '{text}'");
    }

    // Not Progress<T>, which reports from another thread.
    private sealed class Watch(ProgressLine line) : IProgress<InpaintingProgress>
    {
        public void Report(InpaintingProgress value) => line.Show((double)value.Done / value.Total, $"region {value.Done} of {value.Total}");
    }
}
