using System.Text.Json;
using Csa.Losses;
using Csa.Masks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Losses;

/// <summary>Losses against golden/losses.json, in float64 so that only the golden values' own rounding remains.</summary>
public class GoldenLossTests
{
    [SkippableFact]
    public void Adversarial_losses_and_their_gradients_equal_the_published_codes()
    {
        using var scope = NewDisposeScope();
        foreach (JsonElement example in Golden("gan"))
        {
            foreach (string side in new[] { "D", "G" })
            {
                long[] shape = [.. example.GetProperty("shape").EnumerateArray().Select(value => value.GetInt64())];
                Tensor fake = Numbers(example.GetProperty("fake"), 1, shape).requires_grad_(true);
                Tensor real = Numbers(example.GetProperty("real"), 1, shape).requires_grad_(true);
                Tensor loss = side == "D" ? RelativisticAverage.Discriminator(real, fake) : RelativisticAverage.Generator(real, fake);
                loss.backward();
                JsonElement expected = example.GetProperty(side);
                AssertClose(expected.GetProperty("value").GetDouble(), loss.item<double>());
                AssertClose(Numbers(expected.GetProperty("grad_fake"), 1, shape), fake.grad!);
                AssertClose(Numbers(expected.GetProperty("grad_real"), 1, shape), real.grad!);
            }
        }
    }

    [SkippableFact]
    public void The_consistency_loss_is_Equation_4_over_the_number_of_hole_values()
    {
        using var scope = NewDisposeScope();
        foreach (JsonElement example in Golden("consistency"))
        {
            long[] shape = [1, Integer(example, "C"), Integer(example, "H"), Integer(example, "W")];
            Tensor csa = Numbers(example.GetProperty("csa"), 100, shape), decoder = Numbers(example.GetProperty("dec"), 100, shape);
            Tensor phi = Numbers(example.GetProperty("vgg"), 100, shape);
            HoleMask hole = Mask(example.GetProperty("feat_mask_rle"), (int)shape[2], (int)shape[3]);
            double values = hole.HoleCount(0) * shape[1];
            double sum = example.GetProperty("paper_eq4_sum_csa").GetDouble() + example.GetProperty("paper_eq4_sum_dec").GetDouble();
            AssertClose(sum / values, Consistency.Loss(csa, decoder, phi, hole).item<double>());

            double firstTap = example.GetProperty("masked_mse_mean_over_hole_csa").GetDouble();
            AssertClose(firstTap, Consistency.Loss(csa, phi, phi, hole).item<double>());
        }
    }

    private static JsonElement.ArrayEnumerator Golden(string section) =>
        JsonDocument.Parse(File.ReadAllText(Shared.Require("golden", "losses.json"))).RootElement.GetProperty(section).EnumerateArray();

    private static long Integer(JsonElement example, string name) => example.GetProperty(name).GetInt64();

    private static Tensor Numbers(JsonElement values, double scale, long[] shape) =>
        tensor(values.EnumerateArray().Select(value => value.GetDouble() / scale).ToArray(), ScalarType.Float64).view(shape);

    private static HoleMask Mask(JsonElement runs, int height, int width)
    {
        byte value = 0;
        var cells = new List<byte>();
        foreach (JsonElement run in runs.EnumerateArray())
        {
            cells.AddRange(Enumerable.Repeat(value, run.GetInt32()));
            value = (byte)(1 - value);
        }

        return HoleMask.FromCells([.. cells], 1, height, width);
    }

    private static void AssertClose(double expected, double got) => Assert.InRange(Math.Abs(got - expected) / Math.Abs(expected), 0, 1e-6);

    // Relative to the largest gradient: the golden ones are float32 differences of larger numbers.
    private static void AssertClose(Tensor expected, Tensor got) =>
        Assert.InRange(((expected - got).abs().max() / expected.abs().max()).item<double>(), 0, 1e-6);
}
