using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Inpainting;

/// <summary>Fills holes of photographs of any size with a system that was trained at one size.</summary>
/// <remarks><see cref="RegionFill"/> says how: hole by hole, each with context around it, at its own resolution where it can be.</remarks>
public sealed class Inpainter : IDisposable
{
    private readonly IInpaintingSystem system;
    private readonly InpainterOptions options;

    /// <summary>An inpainter that runs a given system.</summary>
    /// <param name="system">The system to run; not disposed with the inpainter.</param>
    /// <param name="options">The sizes it was trained at; the paper's when not set.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Inpainter(IInpaintingSystem system, InpainterOptions? options = null)
    {
        this.system = system;
        this.options = options ?? new InpainterOptions();
        this.options.Validate();
    }

    /// <summary>An inpainter with a trained model, working at the size that the model was trained at.</summary>
    /// <param name="path">A run folder (its latest checkpoint), a checkpoint, or a file of
    /// <see cref="TrainedModel.ExportWeights"/>.</param>
    /// <param name="device">Where the model works.</param>
    /// <param name="keepAttention">See <see cref="InpainterOptions.KeepAttention"/>.</param>
    /// <param name="catalog">The systems that can be named; <see cref="SystemCatalog.BuiltIn"/> when not set.</param>
    /// <returns>The caller disposes it, and the model with it.</returns>
    /// <exception cref="BadInputException">No such place, no checkpoint yet, a damaged or foreign file, no such device.</exception>
    public static Inpainter Load(string path, DeviceChoice device = DeviceChoice.Auto, bool keepAttention = false, SystemCatalog? catalog = null)
    {
        TrainedModel model = TrainedModel.Load(path, catalog ?? SystemCatalog.BuiltIn, device);
        var options = new InpainterOptions { WorkingSide = model.Record.Config.Training.Side, KeepAttention = keepAttention };
        return new Inpainter(model.System, options) { Model = model };
    }

    /// <summary>The model that <see cref="Load"/> loaded, owned by this inpainter; null for one made from a system.</summary>
    public TrainedModel? Model { get; private init; }

    /// <summary>Fills the holes of an image.</summary>
    /// <param name="image">Any size and aspect ratio; its pixels in the holes are ignored.</param>
    /// <param name="hole">One mask of the image's size.</param>
    /// <param name="progress">Reported after each region; may be null.</param>
    /// <param name="cancellation">Stops between regions.</param>
    /// <returns>The caller disposes it. Known pixels and alpha are the source's bytes; where none of them has a colour, what is filled has none.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="InvalidOperationException">The system gave a non-finite value.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var regions = new List<InpaintedRegion>();
        InpaintingResult? made = null;
        try
        {
            FilledImage filled = new RegionFill(system.Name, options.WorkingSide, options.TrainedHole).Fill(image, hole, Predict, Keep, progress, cancellation);
            return new InpaintedImage(filled.Image, filled.Rough, regions, filled.Notes);
        }
        catch
        {
            made?.Dispose();
            regions.ForEach(region => region.Dispose());
            throw;
        }

        RegionPrediction Predict(WorkingInput input)
        {
            using var scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            made = system.Inpaint(ImageTensor.FromImage(input.Image), input.Hole);
            return new(ImageTensor.ToPlanes(made.Refined), made.Rough is null ? null : ImageTensor.ToPlanes(made.Rough)) { FeatureHole = made.FeatureHole };
        }

        void Keep(FilledRegion region, RgbImage working)
        {
            if (!options.KeepAttention) made!.Dispose();
            regions.Add(options.KeepAttention ? new InpaintedRegion(region, working, made) : new InpaintedRegion(region, null, null));
            made = null;
        }
    }

    /// <summary>Disposes the model that <see cref="Load"/> loaded, but not a system given to the constructor.</summary>
    public void Dispose() => Model?.Dispose();

    /// <summary>Fills all holes of an image at once and at full size, by a method without a working side of its own.</summary>
    /// <param name="fill">As <see cref="IInpaintingSystem.Inpaint"/>.</param>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <returns>A result without regions; the caller disposes it.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    internal static InpaintedImage FillWhole(Func<Tensor, HoleMask, InpaintingResult> fill, RgbImage image, HoleMask hole)
    {
        return new InpaintedImage(RegionFill.FillWhole(image, hole, Predict));

        RgbImage Predict()
        {
            using var scope = NewDisposeScope();
            using InpaintingResult made = fill(ImageTensor.FromImage(image), hole);
            return ImageTensor.ToImage(made.Refined);
        }
    }
}

/// <summary>Options of an inpainter: the sizes at which it runs its system. A run's config.json has both.</summary>
public sealed record InpainterOptions
{
    /// <summary>Height and width in pixels of the images that the system was trained on.</summary>
    public int WorkingSide { get; init; } = 256;

    /// <summary>
    /// Height and width in pixels of the largest hole it was trained on, less than the working side; half of the working
    /// side when not set.
    /// </summary>
    public int? LargestHole { get; init; }

    /// <summary>Keeps each region's attention and working image for overlays, which takes the memory of its feature map.</summary>
    public bool KeepAttention { get; init; }

    internal int TrainedHole => LargestHole ?? Math.Max(1, WorkingSide / 2);

    internal void Validate()
    {
        if (WorkingSide < 8) throw new ArgumentException($"WorkingSide: want at least 8 pixels, got {WorkingSide}");
        if (TrainedHole < 1 || TrainedHole >= WorkingSide)
            throw new ArgumentException($"LargestHole: want 1 … {WorkingSide - 1} pixels, less than the working side so that something is known, got {LargestHole}");
    }
}
