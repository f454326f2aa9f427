using System.Text.Json;
using Csa.Data.Masks;
using Csa.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Verification;

/// <summary>losses.json: adversarial and consistency losses with their gradients, in float64 so that only the golden values' own rounding remains.</summary>
internal static class LossCases
{
    private const double Tolerance = 1e-6;

    /// <summary>Every comparison of the file; errors are relative.</summary>
    public static IEnumerable<GoldenCheck> Check(string path)
    {
        JsonElement root = GoldenJson.Read(path);
        int number = 0;
        foreach (JsonElement golden in root.GetProperty("gan").EnumerateArray())
        {
            string name = $"adversarial loss {++number}, relative";
            foreach (GoldenCheck check in CheckAdversarial(name, golden)) yield return check;
        }

        yield return GoldenCheck.Skip("adversarial losses", "Eq. 5-6 as printed", "their leading minus would maximise the squares (lib/Csa/Deviations.md)");
        number = 0;
        foreach (JsonElement golden in root.GetProperty("consistency").EnumerateArray())
        {
            var features = new Features(golden);
            foreach (string tap in new[] { "csa", "dec" })
                foreach (GoldenCheck check in CheckConsistency($"consistency loss {number + 1}, relative", golden, features, tap)) yield return check;
            number++;
        }
    }

    private static IEnumerable<GoldenCheck> CheckAdversarial(string name, JsonElement golden)
    {
        foreach (string side in new[] { "D", "G" })
        {
            using var scope = NewDisposeScope();
            Tensor fake = Column(golden.GetProperty("fake").Singles()), real = Column(golden.GetProperty("real").Singles());
            Tensor loss = side == "D" ? RelativisticAverage.Discriminator(real, fake) : RelativisticAverage.Generator(real, fake);
            loss.backward();
            JsonElement want = golden.GetProperty(side);
            yield return Compare(name, side, want.GetProperty("value").GetDouble(), loss.item<double>());
            yield return Compare(name, $"{side}, sum of two means", golden.GetProperty($"rals_original_{side}_no_half").GetDouble(), 2 * loss.item<double>());
            yield return Compare(name, $"{side}, gradient of fake", want.GetProperty("grad_fake").Numbers(), fake.grad!);
            yield return Compare(name, $"{side}, gradient of real", want.GetProperty("grad_real").Numbers(), real.grad!);
        }
    }

    // One tap alone: the other is given the truth, which costs nothing. Eq. 4 is a sum over the hole, ours its mean, the
    // published code's the mean over all cells with the known ones' distance to zero added.
    private static IEnumerable<GoldenCheck> CheckConsistency(string name, JsonElement golden, Features features, string tap)
    {
        using var scope = NewDisposeScope();
        Tensor made = features.Map(golden.GetProperty(tap)), phi = features.Map(golden.GetProperty("vgg"));
        Tensor loss = tap == "csa" ? Consistency.Loss(made, phi, phi, features.Hole) : Consistency.Loss(phi, made, phi, features.Hole);
        loss.backward();
        double sum = loss.item<double>() * features.HoleValues;
        double known = (phi * (1 - features.Hole.ToTensor(ScalarType.Float64))).square().sum().item<double>();
        yield return Compare(name, $"{tap}, sum of Eq. 4", golden.GetProperty($"paper_eq4_sum_{tap}").GetDouble(), sum);
        if (golden.TryGetProperty($"masked_mse_mean_over_hole_{tap}", out JsonElement mean))
            yield return Compare(name, $"{tap}, mean over the hole", mean.GetDouble(), loss.item<double>());
        yield return Compare(name, $"{tap}, published code's", golden.GetProperty($"official_{tap}").GetDouble(), (sum + known) / features.AllValues);

        Tensor gradient = made.grad! * (features.HoleValues / features.AllValues);
        double Want(string quantity) => golden.GetProperty($"official_{tap}_{quantity}").GetDouble();
        yield return Compare(name, $"{tap}, gradient of row 16", golden.GetProperty($"official_{tap}_grad_row16").Numbers(), gradient[0].select(1, 16));
        yield return Compare(name, $"{tap}, gradient's sum", Want("grad_sum"), gradient.sum().item<double>());
        yield return Compare(name, $"{tap}, gradient's size", Want("grad_abs_sum"), gradient.abs().sum().item<double>());
    }

    private static GoldenCheck Compare(string name, string quantity, double want, double got) =>
        GoldenCheck.CompareRelative(name, quantity, [want], [got], Tolerance);

    private static GoldenCheck Compare(string name, string quantity, double[] want, Tensor got) =>
        GoldenCheck.CompareRelative(name, quantity, want, got.contiguous().data<double>().ToArray(), Tolerance);

    private static Tensor Column(double[] values) => tensor(values, ScalarType.Float64).requires_grad_(true);

    /// <summary>The grid of a consistency case.</summary>
    private sealed class Features(JsonElement golden)
    {
        private readonly long channels = golden.GetProperty("C").GetInt64();

        public HoleMask Hole { get; } = HoleMask.FromCells(
            golden.GetProperty("feat_mask_rle").RunLengths(), 1, golden.GetProperty("H").GetInt32(), golden.GetProperty("W").GetInt32());

        public double HoleValues => Hole.HoleCount(0) * channels;

        public double AllValues => (double)channels * Hole.Height * Hole.Width;

        /// <summary>Whole numbers, meant as hundredths in float32.</summary>
        public Tensor Map(JsonElement hundredths) =>
            tensor(Array.ConvertAll(hundredths.Integers(), value => (double)(value / 100f)), ScalarType.Float64)
                .reshape(1, channels, Hole.Height, Hole.Width).requires_grad_(true);
    }
}
