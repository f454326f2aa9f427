using Csa.Data;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>A model from a run, a checkpoint or an export.</summary>
public sealed class TrainedModelTests : TrainingRunScene
{
    [Fact]
    public void A_trained_model_loads_from_run_checkpoint_and_export()
    {
        TrainingRun.Start(At("run"), Config());
        using TrainedModel model = TrainedModel.Load(At("run"), LinearSystem.Catalog);
        model.ExportWeights(At("small.safetensors"));
        using TrainedModel fromFile = TrainedModel.Load(RunFolder.LatestCheckpoint(At("run"))!, LinearSystem.Catalog);
        using TrainedModel small = TrainedModel.Load(At("small.safetensors"), LinearSystem.Catalog);

        Assert.Equal(Config().Training, small.Record.Config.Training);
        using torch.Tensor image = torch.rand(2, 3, 16, 16) * 2 - 1;
        HoleMask hole = HoleMask.Create(16, 16, (y, x) => y > 4 && x > 4).Repeat(2);
        using InpaintingResult a = model.System.Inpaint(image, hole), b = fromFile.System.Inpaint(image, hole), c = small.System.Inpaint(image, hole);
        Assert.True(a.Refined.equal(b.Refined).all().item<bool>());
        Assert.InRange((a.Refined - c.Refined).abs().max().item<float>(), 0, 2e-3f);
        using SafetensorsFile file = Safetensors.Read(At("small.safetensors"));
        Assert.Equal(["weight"], file.Names);
        using torch.Tensor half = file.Get("weight");
        Assert.Equal(torch.ScalarType.Float16, half.dtype);
    }

    [Fact]
    public void Places_that_are_no_model_are_named()
    {
        Assert.Contains("config.json", Assert.Throws<BadInputException>(() => TrainedModel.Load(At("photos"), LinearSystem.Catalog)).Message);
        Assert.Contains("none", Assert.Throws<BadInputException>(() => TrainedModel.Load(At("absent"), LinearSystem.Catalog)).Message);
        using (RunWriter run = RunWriter.Create(At("fresh"))) run.WriteRecord(new RunRecord { Config = Config() });
        Assert.Contains("has none yet", Assert.Throws<BadInputException>(() => TrainedModel.Load(At("fresh"), LinearSystem.Catalog)).Message);
    }
}
