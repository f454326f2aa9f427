using Csa.Baselines;
using Csa.Baselines.Patches;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;
using Csa.Inpainting;
using Csa.Networks;
using Csa.Onnx;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Choosing;

/// <summary>A method that fills the holes of a photograph, with the name by which users choose it.</summary>
public abstract class FillMethod : IDisposable
{
    private const string Harmonic = "harmonic", Exemplar = "exemplar";

    // Pixels of a network's side, up to which a second thread costs more than it helps: csa bench --onnx shows both.
    private const int SmallSide = 64;

    private protected FillMethod(string name) => Name = name;

    /// <summary>The method's name: "harmonic", "csa" …</summary>
    public string Name { get; }

    /// <summary>The names of <see cref="All"/>, with the weights beside the program.</summary>
    public static IReadOnlyList<string> Names => [Harmonic, Exemplar, .. ShippedWeights.OfMethods(null).Select(weights => weights.Model)];

    /// <summary>What it was trained on, in one line; "" for a method without training.</summary>
    public virtual string Training => "";

    /// <summary>The methods that need nothing but the photograph and the shipped weights; weights are read when first used.</summary>
    /// <param name="device">The device of networks.</param>
    /// <param name="keepAttention">See <see cref="InpainterOptions.KeepAttention"/>.</param>
    /// <param name="weights">The folder of the shipped weights, notebooks/weights in the repository; the one beside the program when not set.</param>
    public static IReadOnlyList<FillMethod> All(DeviceChoice device = DeviceChoice.Cpu, bool keepAttention = false, string? weights = null) =>
    [
        new OfPixels(Harmonic, new HarmonicFill().Inpaint), new OfPixels(Exemplar, new PatchFill().Inpaint),
        .. ShippedWeights.OfMethods(weights).Select(one => new OfNetwork(one.Model, one.Path, device, keepAttention)),
    ];

    /// <summary>True for the name of an .onnx file, which needs no libtorch.</summary>
    /// <param name="path">A path as for <see cref="OfWeights"/>, or null.</param>
    public static bool IsOnnx(string? path) => path?.EndsWith(OnnxNames.Extension, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A method that runs trained weights.</summary>
    /// <param name="name">The name to choose it by.</param>
    /// <param name="path">As <see cref="Inpainter.Load"/> takes it, or an .onnx file of <c>csa export</c>.</param>
    /// <param name="device">Its device.</param>
    /// <param name="keepAttention">See <see cref="InpainterOptions.KeepAttention"/>.</param>
    /// <exception cref="BadInputException">Attention or CUDA is asked for with an ONNX model.</exception>
    public static FillMethod OfWeights(string name, string path, DeviceChoice device = DeviceChoice.Cpu, bool keepAttention = false)
    {
        if (!IsOnnx(path)) return new OfNetwork(name, path, device, keepAttention);
        if (keepAttention) throw new BadInputException($"{path}: an ONNX model does not say where content comes from; for attention give the run or the weights that it was exported from");
        if (device == DeviceChoice.Cuda) throw new BadInputException($"{path}: an ONNX model is run on the CPU here; leave --device out, or give the run or the weights that it was exported from");
        return new OfOnnx(name, path);
    }

    /// <summary>True for a method that is fine-tuned on the known pixels of a photograph before it fills it.</summary>
    public virtual bool Learns => false;

    /// <summary>
    /// True for a network so small that one thread fills as fast as several, and several threads may each fill a photograph
    /// at the same time.
    /// </summary>
    /// <exception cref="BadInputException">Its weights cannot be read.</exception>
    public virtual bool WantsOneThread => false;

    /// <summary>Fills in bfloat16 from now on; see <see cref="TrainedModel.UseBFloat16"/>.</summary>
    /// <exception cref="BadInputException">The method has no such form, or its weights cannot be read.</exception>
    public virtual void UseBFloat16() => throw new BadInputException($"{Name}: has no bfloat16 form, want a model of {CsaSystemOptions.ModelName}");

    /// <summary>Fine-tunes on photographs, from the initial weights; does nothing unless <see cref="Learns"/>.</summary>
    /// <param name="photos">At least one.</param>
    /// <param name="progress">The fraction done, 0 … 1, and what is being done; may be null.</param>
    /// <param name="stop">Asks to stop; what is learned by then is used.</param>
    /// <exception cref="BadInputException">There are no initial weights, or the temporary folder cannot be written.</exception>
    public virtual void Learn(IReadOnlyCollection<TrainingPhoto> photos, IProgress<(double Fraction, string What)>? progress = null, CancellationToken stop = default)
    {
    }

    /// <summary>Fills the holes.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of that size.</param>
    /// <param name="progress">Reported after each region; may be null.</param>
    /// <param name="cancellation">Stops within about a second: between regions, or within a fill without regions.</param>
    /// <returns>The caller disposes it. Known pixels are the image's.</returns>
    /// <exception cref="BadInputException">Sizes differ, nothing is known, or its weights cannot be read.</exception>
    public abstract InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public abstract void Dispose();

    // At full size, without crops: such a fill limits its own search.
    private sealed class OfPixels(string name, Func<Tensor, HoleMask, CancellationToken, InpaintingResult> fill) : FillMethod(name)
    {
        public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress, CancellationToken cancellation) =>
            Inpainter.FillWhole((pixels, missing) => fill(pixels, missing, cancellation), image, hole);

        public override void Dispose()
        {
            // Holds nothing.
        }
    }

    private sealed class OfNetwork(string name, string path, DeviceChoice device, bool keepAttention) : FillMethod(name)
    {
        private readonly Lazy<Inpainter> inpainter = new(() => Inpainter.Load(path, device, keepAttention, ComparedSystems.Catalog));

        public override string Training => ModelDescription.Of(inpainter.Value.Model!);

        public override bool WantsOneThread => (device == DeviceChoice.Cpu || !cuda.is_available()) && inpainter.Value.Model!.Record.Config.Training.Side <= SmallSide;

        public override void UseBFloat16() => inpainter.Value.Model!.UseBFloat16();

        public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress, CancellationToken cancellation) =>
            inpainter.Value.Fill(image, hole, progress, cancellation);

        public override void Dispose()
        {
            if (inpainter.IsValueCreated) inpainter.Value.Dispose();
        }
    }

    private sealed class OfOnnx(string name, string path) : FillMethod(name)
    {
        private readonly Lazy<OnnxInpainter> inpainter = new(() => OnnxInpainter.Load(path));

        public override string Training => $"{inpainter.Value.System} from {path}: {inpainter.Value.Training}";

        public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress, CancellationToken cancellation) =>
            new(inpainter.Value.Fill(image, hole, progress, cancellation));

        public override void Dispose()
        {
            if (inpainter.IsValueCreated) inpainter.Value.Dispose();
        }
    }
}
