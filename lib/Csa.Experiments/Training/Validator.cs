using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Experiments.Evaluation;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>Fills the same validation images at intervals and reports the PSNR inside the hole, with a sheet to look at.</summary>
/// <param name="set">The images.</param>
/// <param name="imagesAtOnce">The batch size of training: filling takes less memory than training, so validation never needs more.</param>
/// <param name="observer">Receives a notice if the sheet could not be written; may be null.</param>
internal sealed class Validator(EvaluationSet set, int imagesAtOnce, ITrainingObserver? observer)
{
    private const int SheetColumns = 8;

    // An output equal to the truth has infinite PSNR, which has no mean and no JSON.
    private const double PsnrLimit = 100;

    /// <summary>Fills every image and writes a sheet of the first ones.</summary>
    public ValidationReport Run(ITrainableSystem system, long step, string sheetPath)
    {
        var rows = new Dictionary<string, List<RgbImage>>();
        var rough = new List<double>();
        var refined = new List<double>();
        for (int start = 0; start < set.Count; start += imagesAtOnce)
        {
            EvaluationItem[] items = [.. Enumerable.Range(start, Math.Min(imagesAtOnce, set.Count - start)).Select(set.At)];
            Fill(system, items, rows, rough, refined);
        }

        IEnumerable<RgbImage> sheet = rows.Values.SelectMany(row => row.Take(SheetColumns));
        bool written = Write(sheetPath, ImageGrid.Tile([.. sheet], Math.Min(SheetColumns, set.Count)));
        return new ValidationReport(step, set.Count, rough.Count > 0 ? rough.Average() : null, refined.Average(), written ? sheetPath : null);
    }

    // A full disk costs the picture, not the run.
    private bool Write(string path, RgbImage sheet)
    {
        try
        {
            ImageFile.Write(path, sheet);
            return true;
        }
        catch (BadInputException fault)
        {
            observer?.OnNotice($"{fault.Message}; training goes on without this sheet");
            return false;
        }
    }

    private static void Fill(
        ITrainableSystem system, EvaluationItem[] items, Dictionary<string, List<RgbImage>> rows, List<double> rough, List<double> refined)
    {
        using var scope = NewDisposeScope();
        HoleMask hole = HoleMask.Batch([.. items.Select(item => item.Hole)]);
        Tensor truth = ImageTensor.FromImages([.. items.Select(item => item.Image)]);
        using InpaintingResult made = system.Inpaint(truth, hole);

        Add("input", zeros_like(truth), null);
        if (made.Rough is not null) Add("rough", made.Rough, rough);
        Add("refined", made.Refined, refined);
        rows.TryAdd("truth", []);
        rows["truth"].AddRange(items.Select(item => item.Image));

        void Add(string row, Tensor output, List<double>? psnr)
        {
            IReadOnlyList<RgbImage> composited = ImageTensor.ToImages(InpaintingResult.Composite(output, truth, hole));
            rows.TryAdd(row, []);
            rows[row].AddRange(composited);
            psnr?.AddRange(composited.Select((image, i) => Math.Min(PsnrLimit, Metrics.HolePsnr(image, items[i].Image, items[i].Hole))));
        }
    }
}
