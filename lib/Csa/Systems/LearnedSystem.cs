using Csa.Data;
using Csa.Data.Masks;
using Csa.Losses;
using Csa.Networks;
using Csa.Tensors.Ranks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>
/// The base of every learned system: a network with its optimiser and averaged weights, discriminators, and the state of all
/// of them. A derived system defines what a step minimises.
/// </summary>
/// <typeparam name="TNetwork">The network that fills holes.</typeparam>
public abstract class LearnedSystem<TNetwork> : ITrainableSystem
    where TNetwork : nn.Module, IInpaintingNetwork
{
    private readonly LearningOptions options;
    private readonly AveragedWeights<TNetwork>? average;
    private readonly Adam adam;
    private readonly List<Adversary> adversaries = [];
    private readonly List<IDisposable> owned = [];

    /// <summary>An untrained system.</summary>
    /// <param name="options">How it is trained.</param>
    /// <param name="network">With its initial weights; owned by the system and moved to the device.</param>
    /// <param name="blank">Makes a network of the same shape whose weights do not matter.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
    protected LearnedSystem(LearningOptions options, TNetwork network, Func<TNetwork> blank, Device? device)
    {
        this.options = options;
        Device = device ?? CPU;
        Network = OnDevice(network);
        adam = new(Network, options.Beta1, options.Beta2);
        if (options.EmaDecay > 0) average = new(Network, OnDevice(blank()), options.EmaDecay);
    }

    /// <inheritdoc/>
    public string Name => options.Model;

    /// <summary>
    /// The source of the VGG-16 weights that losses use, printed beside every figure: "random", "imagenet (FILE)"; "none"
    /// when no term needs it.
    /// </summary>
    /// <exception cref="BadInputException">The options' file of weights is absent, damaged or of another network or width.</exception>
    public string Features => Vgg?.Value.Weights ?? "none";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Notes => Vgg is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["features"] = Features };

    /// <summary>The network that is trained.</summary>
    protected TNetwork Network { get; }

    /// <summary>The device of all tensors.</summary>
    protected Device Device { get; }

    /// <summary>
    /// This process's share of every batch. Terms that are means over samples need not know it; see <see cref="BatchShare"/> for
    /// those that are not.
    /// </summary>
    protected BatchShare Share { get; private set; } = BatchShare.Whole;

    /// <summary>VGG-16, frozen, for terms that compare features; null before <see cref="AddFeatures"/>.</summary>
    protected LazyFeatures? Vgg { get; private set; }

    /// <inheritdoc/>
    public virtual void TrainOn(BatchShare share)
    {
        Share = share;
        adversaries.ForEach(adversary => adversary.Share = share);
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress);

    /// <inheritdoc/>
    /// <remarks>Uses the averaged weights when <see cref="LearningOptions.EmaDecay"/> is on.</remarks>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => InferenceSystem<TNetwork>.Fill(Trained, Device, image, hole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", Network, state);
        if (average is not null) NamedTensors.AddWeights(NamedTensors.AveragePrefix, average.Network, state);
        foreach (Adversary adversary in adversaries) adversary.AddState(state);
        adam.AddState("optimiser.generator.", state);
        return state;
    }

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => NamedTensors.Restore(State(), state);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> InferenceState() => InferenceSystem<TNetwork>.StateOf(Trained);

    /// <inheritdoc/>
    public void Dispose()
    {
        adam.Dispose();
        adversaries.ForEach(adversary => adversary.Dispose());
        owned.ForEach(part => part.Dispose());
        Vgg?.Dispose();
        average?.Dispose();
        Network.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a discriminator, whose state becomes part of the system's.</summary>
    /// <param name="name">For checkpoint keys, e.g. "patch_discriminator".</param>
    /// <param name="discriminator">With its initial weights; owned from now on and moved to the device.</param>
    /// <param name="loss">The loss of both sides.</param>
    /// <param name="apart">True for a discriminator that must get real images and fakes in separate batches.</param>
    protected Adversary AddAdversary(string name, nn.Module<Tensor, Tensor> discriminator, IAdversarialLoss loss, bool apart = false)
    {
        var adversary = new Adversary(name, OnDevice(discriminator), loss, options.Beta1, options.Beta2, apart);
        adversaries.Add(adversary);
        return adversary;
    }

    /// <summary>Adds a frozen network, which is not part of checkpoints; the system owns it and moves it to the device.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="network">On the CPU.</param>
    protected T AddFrozen<T>(T network)
        where T : nn.Module
    {
        owned.Add(network);
        return OnDevice(network);
    }

    /// <summary>Adds VGG-16 for this system's losses; the system owns it.</summary>
    /// <param name="open">Opens it when it is first needed.</param>
    protected void AddFeatures(Func<Vgg16Features> open) => Vgg = new LazyFeatures(open, Device);

    /// <summary>Takes one optimisation step of the network on an objective, then updates the averaged weights.</summary>
    /// <param name="objective">A scalar with gradient.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="afterBackward">Called between the backward pass and the optimiser's step; may be null.</param>
    protected void Minimise(Tensor objective, double learningRate, Action? afterBackward = null)
    {
        adam.ZeroGradients();
        objective.backward();
        afterBackward?.Invoke();
        Share.Average(adam.Gradients);
        adam.Step(learningRate);
        average?.Update(adam.Steps);
    }

    /// <summary>
    /// I_gt as input for the network: on this system's device, sides padded to a multiple of
    /// <see cref="IInpaintingNetwork.SideMultiple"/>.
    /// </summary>
    /// <param name="batch">Images of any side.</param>
    protected Tensor ImagesOf(TrainingBatch batch) => GridPadding.Pad(batch.Images.to(Device), Network.SideMultiple);

    /// <summary>M, padded like <see cref="ImagesOf"/>.</summary>
    /// <param name="batch">The same batch.</param>
    protected HoleMask HoleOf(TrainingBatch batch) => batch.Hole.PaddedTo(Network.SideMultiple);

    /// <summary>
    /// The L1 distance of a prediction, as the options ask: hole and known pixels averaged separately, or one mean over all.
    /// </summary>
    /// <param name="prediction">[N, 3, H, W].</param>
    /// <param name="iGt">I_gt, [N, 3, H, W].</param>
    /// <param name="m">M, [N, 1, H, W], bool or of the same dtype.</param>
    protected Tensor ReconstructionOf(Tensor prediction, Tensor iGt, Tensor m) =>
        options.HoleWeightedReconstruction ? Reconstruction.HoleWeighted(prediction, iGt, m, Share) : Reconstruction.Mean(prediction, iGt);

    /// <summary>A loss term for the log; 0 while it is off.</summary>
    /// <param name="name">The term's.</param>
    /// <param name="loss">A scalar, or null while the term is off.</param>
    protected static LossValue Value(string name, Tensor? loss) => new(name, loss?.item<float>() ?? 0);

    /// <summary>Moves a network to this system's device.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="network">Any.</param>
    protected T OnDevice<T>(T network)
        where T : nn.Module => Device.type == DeviceType.CPU ? network : network.to(Device); // made there

    private TNetwork Trained => average?.Network ?? Network;
}
