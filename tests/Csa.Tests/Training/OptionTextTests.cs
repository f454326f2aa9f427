using Csa.Data;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.Training;

public sealed class OptionTextTests
{
    private static readonly RunConfig Config = new() { System = new LinearOptions() };

    [Fact]
    public void Settings_reach_nested_records_by_path_or_unique_end_and_change_nothing_else()
    {
        RunConfig changed = Config.With(
            ["system.noise.amplitude=1e-3", "BATCHSIZE = 7", "noise.seed=12", "device=CPU", "flip=false", "steps=none", "minutes=2.5", "kind=a=b"]);

        var system = (LinearOptions)changed.System;
        Assert.Equal(new LinearNoise { Amplitude = 1e-3, Seed = 12, Kind = "a=b" }, system.Noise);
        Assert.Equal(new TrainingOptions { BatchSize = 7, Device = DeviceChoice.Cpu, Flip = false, Steps = null, Minutes = 2.5 }, changed.Training);
        Assert.Equal(new LinearOptions(), Config.System);
        Assert.Equal(new TrainingOptions(), Config.Training);
    }

    [Theory]
    [InlineData("nonsense=1", "no such option", "training.batchSize (whole number)", "training.device (auto|cpu|cuda)", "system.noise.amplitude (number)")]
    [InlineData("seed=1", "training.seed or system.noise.seed")]
    [InlineData("side", "want key=value")]
    [InlineData("=3", "want key=value")]
    [InlineData("side=big", "training.side: want whole number, got 'big'")]
    [InlineData("side=1.5", "want whole number")]
    [InlineData("side=99999999999", "want whole number")]
    [InlineData("side=none", "want whole number, got 'none'")]
    [InlineData("steps=x", "want whole number or none, got 'x'")]
    [InlineData("minutes=1,5x", "want number or none")]
    [InlineData("flip=yes", "want true|false")]
    [InlineData("device=tpu", "want auto|cpu|cuda")]
    [InlineData("device=1", "want auto|cpu|cuda")]
    [InlineData("system=3", "no such option")]
    [InlineData("plans=x", "want JSON list or none")]
    public void A_wrong_setting_says_what_was_wanted(string setting, params string[] parts)
    {
        string message = Assert.Throws<BadInputException>(() => Config.With([setting])).Message;
        Assert.StartsWith("--set", message);
        foreach (string part in parts) Assert.Contains(part, message);
    }

    [Fact]
    public void Keys_tell_type_and_value()
    {
        IReadOnlyList<OptionKey> keys = OptionText.Keys(Config);
        Assert.Contains(new OptionKey("training.minutes", "number", "none"), keys);
        Assert.Contains(new OptionKey("training.device", "auto|cpu|cuda", "auto"), keys);
        Assert.Contains(new OptionKey("system.learningRate", "number", "0.05"), keys);
        Assert.DoesNotContain(keys, key => key.Key.EndsWith("model", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        foreach (string setting in new[] { "side=8", "batchSize=0", "threads=-1", "minutes=3", "steps=0", "steps=none", "logSteps=0", "validationCount=-1", "checkpointSeconds=-1", "data=" })
            Assert.Contains(setting.Split('=')[0], Assert.Throws<BadInputException>(() => Config.With([setting]).Training.Validate()).Message);
        Config.Training.Validate();
    }
}
