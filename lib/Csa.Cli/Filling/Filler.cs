using System.Collections;
using Csa.Attention;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Choosing;
using Csa.Figures;
using Csa.Inpainting;

namespace Csa.Cli.Filling;

/// <summary>Fills a photograph, or a folder of them, and writes the results.</summary>
/// <param name="fill">Fills; the caller disposes it.</param>
/// <param name="holes">Reads the masks.</param>
/// <param name="skipExisting">Skips photographs that have a result already.</param>
internal sealed class Filler(PhotoFill fill, HoleReader holes, bool skipExisting)
{
    /// <summary>Fills one photograph.</summary>
    /// <param name="paths">Its files.</param>
    /// <param name="pixel">A filled pixel whose attention is drawn beside the result, or null.</param>
    /// <exception cref="BadInputException">A file cannot be used; then nothing is written.</exception>
    public int One(FillPaths paths, FilledPixel? pixel)
    {
        if (IsThere(paths.Output))
        {
            Terminal.Note($"{paths.Output}: is there already, not filled again");
            return ExitCode.Done;
        }

        using var line = new ProgressLine("inpainting");
        var watch = new FillWatch(line, Path.GetFileName(paths.Image), 0, 1);
        Say(Fill(Open(paths), pixel, watch), watch);
        return ExitCode.Done;
    }

    /// <summary>Fills the photographs of a folder. Bad files are reported and skipped, and the exit code says so.</summary>
    /// <param name="folders">The folders of photographs and results, and a mask or a folder of masks.</param>
    /// <param name="ending">The extension of the results; null for each photograph's own.</param>
    /// <exception cref="BadInputException">A folder cannot be used, or the one mask for all.</exception>
    public int Folder(FillPaths folders, string? ending)
    {
        if (Path.GetRelativePath(folders.Image, folders.Output) == ".")
            throw new BadInputException($"{folders.Output}: is the folder of the images, where results would be taken for images; want another one, {Path.Combine(folders.Output, "filled")} will do");
        MaskPairs? pairs = ImageFolder.IsFolderOrList(folders.Mask) ? MaskPairs.Find(folders.Image, folders.Mask, folders.Output) : null;
        if (pairs is null) MaskFile.Open(folders.Mask); // one for all: what is wrong with it is said once, not for each image
        MaskPairs listed = pairs ?? MaskPairs.WithSharedMask(folders.Image, folders.Output);
        string[] names = [.. listed.Photographs.Where(name => !IsResultOf(name, listed.Photographs) && !IsMaskItself(name))];
        if (names.Length == 0) throw new BadInputException($"{folders.Image}: want photographs, its images are all masks or results");
        AtomicFile.RequireWritableFolder(folders.Output);
        if (pairs is { How.Length: > 0 }) Terminal.Note(pairs.How);
        if (pairs is null && listed.SetAside.Count > 0) Terminal.Note($"{listed.SetAside.Count} images are masks by name and look, and are not filled ({listed.SetAside[0]})");
        ILookup<string, string> stems = names.ToLookup(Stem);
        var outputs = new HashSet<string>();
        using var line = new ProgressLine("inpainting");
        if (fill.LearnsTogether) fill.LearnTogether(new FolderPhotos(names.Length, TrainingPhotos()), line);
        int bad = 0, there = 0, atOnce = fill.AtOnce;
        var running = new Queue<(FillWatch Watch, Task<FilledPicture> Work)>();
        try
        {
            for (int i = 0; i < names.Length; i++)
            {
                Interruption.Token.ThrowIfCancellationRequested();
                var watch = new FillWatch(line, names[i], i, names.Length);
                watch.Report(0);
                if (Begin(names[i], watch) is Task<FilledPicture> work) running.Enqueue((watch, work));
                else there++;
                if (running.Count >= atOnce) Finish();
            }

            while (running.Count > 0) Finish();
        }
        finally
        {
            // Waits for fills that still run, because they use what the caller disposes; their results are not needed.
            foreach ((_, Task<FilledPicture> work) in running) Task.WaitAny(work);
        }

        line.Clear();
        string already = there > 0 ? $", {there} were there already" : "";
        Terminal.Line($"{names.Length - bad - there} of {names.Length} images filled, {bad} left out{already}");
        string[] unread = [.. ImageFolder.Unread(folders.Image)];
        if (unread.Length > 0) Terminal.Error(ImageFolder.UnreadNote(unread));
        return bad + unread.Length == 0 ? ExitCode.Done : ExitCode.BadInput;

        // Null if there is a result already. A bad file's error is kept in the task, so that errors come in the order of the names.
        Task<FilledPicture>? Begin(string name, FillWatch watch)
        {
            try
            {
                string image = ImageFolder.PathOf(folders.Image, name);
                string output = Path.Combine(folders.Output, ResultName.Of(name, ending ?? ResultName.ExtensionOf(ImageFile.ReadKind(image)), stems[Stem(name)].Count() == 1, outputs));
                if (IsThere(output)) return null;
                OpenedPicture opened = Open(new FillPaths(image, pairs?.MaskOf(name) ?? folders.Mask, output));
                return atOnce > 1 ? Task.Run(() => Fill(opened, null, null)) : Task.FromResult(Fill(opened, null, watch));
            }
            catch (BadInputException fault)
            {
                return Task.FromException<FilledPicture>(fault);
            }
        }

        void Finish()
        {
            (FillWatch watch, Task<FilledPicture> work) = running.Dequeue();
            try
            {
                Say(work.GetAwaiter().GetResult(), watch);
            }
            catch (BadInputException fault)
            {
                bad++;
                watch.Clear();
                Terminal.Error($"left out: {fault.Message}");
            }
        }

        // A file that cannot be read is reported when its turn to be filled comes.
        IEnumerable<TrainingPhoto> TrainingPhotos()
        {
            foreach (string name in names)
            {
                TrainingPhoto? usable = null;
                try
                {
                    RgbImage photo = ImageFile.Open(ImageFolder.PathOf(folders.Image, name)).Image;
                    HoleMask hole = holes.Open(pairs?.MaskOf(name) ?? folders.Mask, photo.Size).Filled;
                    RegionFill.Check(photo, hole);
                    if (!hole.IsEmpty && fill.IsWorthLearning(hole)) usable = fill.TrainingPhotoOf(photo, hole);
                }
                catch (BadInputException)
                {
                    continue;
                }

                if (usable is not null) yield return usable;
            }
        }

        bool IsMaskItself(string name) => pairs is null && Path.GetFullPath(Path.Combine(folders.Image, name)) == Path.GetFullPath(folders.Mask);
    }

    private bool IsThere(string output) => skipExisting && File.Exists(output);

    // What an earlier csa inpaint PHOTO MASK has left beside its photograph.
    private static bool IsResultOf(string name, IReadOnlyList<string> photographs) =>
        FillPaths.IsResult(name) && photographs.Any(photo => photo != name && name.StartsWith(Stem(photo) + "-", StringComparison.Ordinal));

    // What is wrong with the files is found before the work, and nothing is written until all of it is done.
    private OpenedPicture Open(FillPaths paths)
    {
        paths.CheckKept();
        DecodedImage photo = ImageFile.Open(paths.Image);
        RequestedHole asked = holes.Open(paths.Mask, photo.Image.Size);
        string[] notes = [.. NotesOn(paths.Image, photo.Notes), .. NotesOn(paths.Mask, asked.Notes), .. NotesOn(paths.Output, ImageFile.NotesOnWriting(paths.Output, photo))];
        AtomicFile.RequireWritable(paths.Output);
        return new(paths, photo, asked, notes);
    }

    private FilledPicture Fill(OpenedPicture opened, FilledPixel? pixel, FillWatch? watch)
    {
        (FillPaths paths, DecodedImage photo, RequestedHole asked, _) = opened;
        var notes = new List<string>(opened.Notes);
        using InpaintedImage filled = fill.Fill(photo.Image, asked.Filled, watch, line => notes.Add($"{paths.Image}: {line}"));
        RgbImage? map = pixel is null ? null : Attention(filled, pixel);
        notes.AddRange(NotesOn(paths.Image, filled.Notes));
        ImageFile.Write(paths.Output, asked.Blend(photo.Image, filled.Image), photo);
        string regions = filled.Regions.Count switch { 0 => "", 1 => " in 1 region", int count => $" in {count} regions" };
        string line = FormattableString.Invariant($"{paths.Output}: {photo.Image.Size}, {100 * asked.Filled.HoleFraction(0):F1} % filled{regions}");
        if (map is null) return new(notes, [line]);
        string path = Path.ChangeExtension(paths.Output, null) + "-attention.png";
        ImageFile.Write(path, map);
        return new(notes, [line, $"{path}: where pixel ({pixel!.X}, {pixel.Y}) takes its features from"]);
    }

    private static void Say(FilledPicture picture, FillWatch watch)
    {
        watch.Clear();
        foreach (string note in picture.Notes) Terminal.Note(note);
        foreach (string line in picture.Lines) Terminal.Line(line);
    }

    private static IEnumerable<string> NotesOn(string path, IEnumerable<string> notes) => notes.Select(note => $"{path}: {note}");

    // A photograph and its hole, with the notes on their files.
    private sealed record OpenedPicture(FillPaths Paths, DecodedImage Photo, RequestedHole Asked, IReadOnlyList<string> Notes);

    // The lines to print about a written result.
    private sealed record FilledPicture(IReadOnlyList<string> Notes, IReadOnlyList<string> Lines);

    // Read one after the other when they are learned: all of a folder need not fit into memory.
    private sealed class FolderPhotos(int count, IEnumerable<TrainingPhoto> photos) : IReadOnlyCollection<TrainingPhoto>
    {
        public int Count => count;

        public IEnumerator<TrainingPhoto> GetEnumerator() => photos.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static string Stem(string name) => Path.ChangeExtension(name, null);

    private static RgbImage Attention(InpaintedImage filled, FilledPixel pixel)
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
}

/// <summary>A pixel as <c>--attention</c> names it.</summary>
internal sealed record FilledPixel(int X, int Y)
{
    public static FilledPixel Parse(string text) =>
        text.Split(',') is [string x, string y] && int.TryParse(x, out int column) && int.TryParse(y, out int row)
            ? new FilledPixel(column, row)
            : throw new BadUsageException($"--attention: want x,y in pixels, e.g. 120,96, got '{text}'");
}
