using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Perceptual;

/// <summary>Files of random weights under the published names: of the right networks, and good for nothing.</summary>
internal static class RandomWeights
{
    // Output channels and kernels of the Inception blocks' branches, in the order of the paper's table; x stands for the block's own number.
    private const string Grid35 = "branch1x1 in 64 1 1|branch5x5_1 in 48 1 1|branch5x5_2 48 64 5 5|branch3x3dbl_1 in 64 1 1|branch3x3dbl_2 64 96 3 3|branch3x3dbl_3 96 96 3 3|branch_pool in x 1 1";
    private const string Grid17 = "branch1x1 in 192 1 1|branch7x7_1 in x 1 1|branch7x7_2 x x 1 7|branch7x7_3 x 192 7 1|branch7x7dbl_1 in x 1 1|branch7x7dbl_2 x x 7 1|branch7x7dbl_3 x x 1 7|branch7x7dbl_4 x x 7 1|branch7x7dbl_5 x 192 1 7|branch_pool in 192 1 1";
    private const string Grid8 = "branch1x1 in 320 1 1|branch3x3_1 in 384 1 1|branch3x3_2a 384 384 1 3|branch3x3_2b 384 384 3 1|branch3x3dbl_1 in 448 1 1|branch3x3dbl_2 448 384 3 3|branch3x3dbl_3a 384 384 1 3|branch3x3dbl_3b 384 384 3 1|branch_pool in 192 1 1";
    private const string To17 = "branch3x3 in 384 3 3|branch3x3dbl_1 in 64 1 1|branch3x3dbl_2 64 96 3 3|branch3x3dbl_3 96 96 3 3";
    private const string To8 = "branch3x3_1 in 192 1 1|branch3x3_2 192 320 3 3|branch7x7x3_1 in 192 1 1|branch7x7x3_2 192 192 1 7|branch7x7x3_3 192 192 7 1|branch7x7x3_4 192 192 3 3";

    private static readonly (string Name, int In, int Own, string Units)[] Blocks =
    [
        ("Conv2d_1a_3x3", 3, 0, " in 32 3 3"), ("Conv2d_2a_3x3", 32, 0, " in 32 3 3"), ("Conv2d_2b_3x3", 32, 0, " in 64 3 3"), ("Conv2d_3b_1x1", 64, 0, " in 80 1 1"), ("Conv2d_4a_3x3", 80, 0, " in 192 3 3"),
        ("Mixed_5b", 192, 32, Grid35), ("Mixed_5c", 256, 64, Grid35), ("Mixed_5d", 288, 64, Grid35), ("Mixed_6a", 288, 0, To17),
        ("Mixed_6b", 768, 128, Grid17), ("Mixed_6c", 768, 160, Grid17), ("Mixed_6d", 768, 160, Grid17), ("Mixed_6e", 768, 192, Grid17),
        ("Mixed_7a", 768, 0, To8), ("Mixed_7b", 1280, 0, Grid8), ("Mixed_7c", 2048, 0, Grid8),
    ];

    /// <summary>AlexNet's convolutions, and LPIPS's weights of it, which are positive.</summary>
    public static void WriteAlex(string folder)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        (int Place, int From, int To, int Kernel)[] layers = [(0, 3, 64, 11), (3, 64, 192, 5), (6, 192, 384, 3), (8, 384, 256, 3), (10, 256, 256, 3)];
        var trunk = new Dictionary<string, Tensor>();
        var linear = new Dictionary<string, Tensor>();
        foreach ((int place, int from, int to, int kernel) in layers)
        {
            trunk[$"features.{place}.weight"] = Drawn(generator, to, from, kernel, kernel);
            trunk[$"features.{place}.bias"] = randn([to], generator: generator) / 10;
            linear[$"lin{linear.Count}.model.1.weight"] = rand([1, to, 1, 1], generator: generator);
        }

        Safetensors.Write(Path.Combine(folder, PublishedWeights.AlexNet.Name), trunk);
        Safetensors.Write(Path.Combine(folder, PublishedWeights.LpipsAlex.Name), linear);
    }

    /// <summary>Inception-v3.</summary>
    public static void WriteInception(string folder)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var weights = new Dictionary<string, Tensor>();
        foreach ((string block, int from, int own, string units) in Blocks)
        {
            foreach (string[] unit in units.Split('|').Select(unit => unit.Split(' ')))
            {
                string name = unit[0].Length > 0 ? $"{block}.{unit[0]}" : block;
                int to = Number(unit[2]);
                weights[$"{name}.conv.weight"] = Drawn(generator, to, Number(unit[1]), Number(unit[3]), Number(unit[4]));
                foreach (string one in new[] { "weight", "running_var" }) weights[$"{name}.bn.{one}"] = ones(to);
                foreach (string zero in new[] { "bias", "running_mean" }) weights[$"{name}.bn.{zero}"] = zeros(to);
            }

            int Number(string text) => text switch { "in" => from, "x" => own, _ => int.Parse(text) };
        }

        Safetensors.Write(Path.Combine(folder, PublishedWeights.Inception.Name), weights);
    }

    private static Tensor Drawn(Generator generator, int to, int from, int height, int width) =>
        randn([to, from, height, width], generator: generator) * Math.Sqrt(2.0 / (from * height * width));
}
