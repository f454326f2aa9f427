using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>
/// The partial convolution network (Liu et al., ECCV 2018) as a trainable system: six loss terms, two phases, no adversary.
/// </summary>
public sealed class PartialConvSystem : LearnedSystem<PartialConvNetwork>
{
    private readonly PartialConvOptions options;

    /// <summary>An untrained system.</summary>
    /// <param name="options">Its network and how it is trained.</param>
    /// <param name="seed">Draws the initial weights.</param>
    /// <param name="device">The device of all tensors; the CPU when not set.</param>
    public PartialConvSystem(PartialConvOptions options, ulong seed, Device? device = null)
        : base(options.Validated(), Drawn(options.Network, seed), () => new PartialConvNetwork(options.Network), device)
    {
        this.options = options;
        if (options.Weights.Perceptual > 0 || options.Weights.Style > 0)
        {
            var width = new NetworkOptions { BaseChannels = options.Network.BaseChannels, MaxChannelFactor = options.Network.MaxChannelFactor };
            AddFeatures(() => Vgg16Features.OpenOwnWidth(options.Features, width));
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Terms: valid, hole, perceptual, style_output, style_composite, total_variation; unweighted, 0 while a term is off.
    /// </remarks>
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch);
        HoleMask hole = HoleOf(batch);
        Tensor m = hole.ToTensor(iGt.dtype, Device);
        bool fineTuning = options.IsFineTuningAt(progress);
        Network.SetTraining(fineTuning);

        Tensor iOut = Network.forward(iGt, hole);
        Tensor iComp = where(m.to(ScalarType.Bool), iOut, iGt);
        Tensor output = Vgg16Convolutions.Normalise(iOut), truth = Vgg16Convolutions.Normalise(iGt);
        Tensor valid = PartialConvLoss.Distance(output, truth, 1 - m, options.HoleWeightedReconstruction, Share);
        Tensor inHole = PartialConvLoss.Distance(output, truth, m, options.HoleWeightedReconstruction, Share);
        Tensor variation = PartialConvLoss.TotalVariation(Vgg16Convolutions.Normalise(iComp), m);
        Tensor objective = (options.Weights.Valid * valid) + (options.Weights.Hole * inHole) + (options.Weights.TotalVariation * variation);

        Tensor? perceptual = null, styleOutput = null, styleComposite = null;
        if (Vgg is LazyFeatures vgg)
        {
            IReadOnlyList<Tensor> ofTruth = vgg.GroundTruthPools(iGt), ofOutput = vgg.Value.Pools(iOut), ofComposite = vgg.Value.Pools(iComp);
            perceptual = PartialConvLoss.Perceptual(ofOutput, ofTruth) + PartialConvLoss.Perceptual(ofComposite, ofTruth);
            styleOutput = PartialConvLoss.Style(ofOutput, ofTruth);
            styleComposite = PartialConvLoss.Style(ofComposite, ofTruth);
            objective += (options.Weights.Perceptual * perceptual) + (options.Weights.Style * (styleOutput + styleComposite));
        }

        Minimise(objective, options.LearningRateOf(progress) * (fineTuning ? options.FineTuningLearningRateFactor : 1));
        return
        [
            Value("valid", valid), Value("hole", inHole), Value("perceptual", perceptual),
            Value("style_output", styleOutput), Value("style_composite", styleComposite), Value("total_variation", variation),
        ];
    }

    /// <inheritdoc/>
    public override void TrainOn(BatchShare share)
    {
        base.TrainOn(share);
        Network.Share = share;
    }

    private static PartialConvNetwork Drawn(PartialConvNetworkOptions options, ulong seed)
    {
        using var draw = new Generator(seed);
        var network = new PartialConvNetwork(options);
        Initialisation.He(network, draw);
        return network;
    }
}
