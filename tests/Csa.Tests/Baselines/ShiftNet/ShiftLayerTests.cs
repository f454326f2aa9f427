using Csa.Baselines.ShiftNet;
using Csa.Data.Masks;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.ShiftNet;

public class ShiftLayerTests
{
    private const int Channels = 5, Height = 6, Width = 7;

    [Fact]
    public void The_layer_equals_its_definition_in_plain_loops()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(3);
        float[,,,] expected = Reference(decoder, encoder, hole);
        Tensor made = ShiftLayer.Shift(decoder, encoder, hole);
        Assert.Equal(0, Small.Difference(made, tensor(expected)));
    }

    // A decoder's ReLU leaves zeros, and so does an encoder's: 0/0 would be NaN, which an arg-max takes for the greatest.
    [Fact]
    public void Zero_vectors_are_safe_and_never_preferred()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(1);
        encoder[0, TensorIndex.Ellipsis, 0, 0] = 0;
        encoder[0, TensorIndex.Ellipsis, 1, 0] = 0;
        decoder[0, TensorIndex.Ellipsis, 3, 3] = 0;
        Tensor made = ShiftLayer.Shift(decoder, encoder, hole);
        Assert.True(made.isfinite().all().item<bool>());
        Assert.Equal(0, Small.Difference(made, tensor(Reference(decoder, encoder, hole))));
        Tensor sources = ShiftLayer.Sources(decoder, encoder, hole);
        Assert.Equal(0, (sources == Width).sum().item<long>()); // positive features prefer anything to a zero vector
    }

    [Fact]
    public void Sources_are_known_cells_and_only_hole_cells_have_one()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(4);
        long[] sources = ShiftLayer.Sources(decoder, encoder, hole).flatten().data<long>().ToArray();
        for (int i = 0; i < sources.Length; i++)
        {
            (int n, int cell) = (i / (Height * Width), i % (Height * Width));
            if (hole.Cells(n)[cell] == 0) Assert.Equal(-1, sources[i]);
            else Assert.Equal(0, hole.Cells(n)[(int)sources[i]]);
        }
    }

    [Fact]
    public void Each_sample_has_its_own_mask_and_its_own_features()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(4);
        Tensor together = ShiftLayer.Shift(decoder, encoder, hole);
        for (int n = 0; n < 4; n++)
        {
            Tensor alone = ShiftLayer.Shift(decoder.narrow(0, n, 1), encoder.narrow(0, n, 1), hole.Sample(n));
            Assert.Equal(0, Small.Difference(alone, together.narrow(0, n, 1)));
        }
    }

    [Fact]
    public void The_gradient_goes_back_to_where_features_came_from_once_per_taker()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(2);
        decoder.requires_grad = encoder.requires_grad = true;
        using var generator = new Generator(9);
        Tensor upstream = randn([2, Channels, Height, Width], generator: generator);
        (ShiftLayer.Shift(decoder, encoder, hole) * upstream).sum().backward();

        Tensor expected = zeros_like(upstream);
        Tensor sources = ShiftLayer.Sources(decoder, encoder, hole);
        for (int n = 0; n < 2; n++)
        {
            for (int cell = 0; cell < Height * Width; cell++)
            {
                long source = sources[n, cell / Width, cell % Width].item<long>();
                if (source >= 0) expected[n, .., (int)(source / Width), (int)(source % Width)] += upstream[n, .., cell / Width, cell % Width];
            }
        }

        Assert.InRange(Small.Difference(encoder.grad!, expected), 0, 1e-5);
        Assert.Null(decoder.grad);
    }

    [Fact]
    public void Without_a_hole_or_without_a_known_cell_nothing_is_shifted()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask _) = Scene(1);
        foreach (bool all in new[] { false, true })
            Assert.Equal(0, Small.Size(ShiftLayer.Shift(decoder, encoder, HoleMask.Create(Height, Width, (_, _) => all))));
    }

    [Fact]
    public void Shapes_that_differ_are_named()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor encoder, HoleMask hole) = Scene(2);
        Assert.Contains("decoder", Assert.Throws<ArgumentException>(() => ShiftLayer.Shift(decoder.narrow(1, 0, 2), encoder, hole)).Message);
        Assert.Contains("hole", Assert.Throws<ArgumentException>(() => ShiftLayer.Shift(decoder, encoder, hole.Sample(0))).Message);
    }

    [Fact]
    public void Guidance_is_the_mean_square_with_both_sides_masked()
    {
        using var scope = NewDisposeScope();
        (Tensor decoder, Tensor truth, HoleMask hole) = Scene(2);
        decoder.requires_grad = truth.requires_grad = true;
        Tensor loss = Guidance.Loss(decoder, truth, hole);
        double sum = 0;
        for (int n = 0; n < 2; n++)
            for (int c = 0; c < Channels; c++)
                for (int y = 0; y < Height; y++)
                    for (int x = 0; x < Width; x++)
                        if (hole[n, y, x]) sum += Math.Pow(decoder[n, c, y, x].item<float>() - truth[n, c, y, x].item<float>(), 2);
        Assert.Equal(sum / (2 * Channels * Height * Width), loss.item<float>(), 1e-5);

        loss.backward();
        Assert.Null(truth.grad);
        Tensor outside = decoder.grad! * (1 - hole.ToTensor());
        Assert.Equal(0, Small.Size(outside)); // the published PyTorch code pushes known features to zero
        Assert.True(Small.Size(decoder.grad!) > 0);
    }

    // Positive, as behind a ReLU; holes that differ from sample to sample.
    private static (Tensor Decoder, Tensor Encoder, HoleMask Hole) Scene(int count)
    {
        using var generator = new Generator(3);
        Tensor decoder = rand([count, Channels, Height, Width], generator: generator), encoder = rand([count, Channels, Height, Width], generator: generator);
        HoleMask hole = HoleMask.Batch([.. Enumerable.Range(0, count).Select(n => HoleMask.Create(Height, Width, (y, x) => y >= 2 && y < 5 && x >= 1 + n && x < 4 + n))]);
        return (decoder, encoder, hole);
    }

    private static float[,,,] Reference(Tensor decoder, Tensor encoder, HoleMask hole)
    {
        var shifted = new float[hole.Count, Channels, Height, Width];
        for (int n = 0; n < hole.Count; n++)
        {
            for (int cell = 0; cell < Height * Width; cell++)
            {
                if (hole.Cells(n)[cell] == 0) continue;
                double best = double.NegativeInfinity;
                int source = -1;
                for (int other = 0; other < Height * Width; other++)
                {
                    if (hole.Cells(n)[other] != 0) continue;
                    double dot = 0, square = 0;
                    for (int c = 0; c < Channels; c++)
                    {
                        double key = At(encoder, n, c, other);
                        dot += key * At(decoder, n, c, cell);
                        square += key * key;
                    }

                    double cosine = square > 0 ? dot / Math.Sqrt(square) : 0;
                    if (cosine > best) (best, source) = (cosine, other);
                }

                for (int c = 0; c < Channels; c++) shifted[n, c, cell / Width, cell % Width] = At(encoder, n, c, source);
            }
        }

        return shifted;
    }

    private static float At(Tensor features, int n, int c, int cell) => features[n, c, cell / Width, cell % Width].item<float>();
}
