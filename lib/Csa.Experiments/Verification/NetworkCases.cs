using System.Text.Json;
using Csa.Networks;
using static TorchSharp.torch;

namespace Csa.Experiments.Verification;

/// <summary>network_facts.json: names and shapes of the published state_dicts at the paper's size, and parameter counts.</summary>
internal static class NetworkCases
{
    /// <summary>Every comparison of the file; an error counts wrong tensors or parameters.</summary>
    public static IEnumerable<GoldenCheck> Check(string path)
    {
        JsonElement root = GoldenJson.Read(path);
        var paper = new NetworkOptions();
        yield return Compare(root, "P", new RoughNetwork(paper), OfficialKeys.Rough(paper));
        yield return Compare(root, "G", new RefinementNetwork(paper), OfficialKeys.Refinement(paper));
        yield return Compare(root, "D", new PatchDiscriminator(paper), OfficialKeys.PatchDiscriminator(paper));
        yield return Compare(root, "F", new FeaturePatchDiscriminator(paper), OfficialKeys.FeaturePatchDiscriminator());
        using Vgg16Features vgg = Vgg16Features.Random(paper);
        double want = root.GetProperty("param_count").GetProperty("vgg16_slices").GetDouble();
        yield return GoldenCheck.Compare("VGG-16 to relu4_3", "parameters", want, vgg.parameters().Sum(weight => weight.NumberOfElements), 0);
    }

    private static GoldenCheck Compare(JsonElement root, string letter, nn.Module network, IReadOnlyDictionary<string, string> keys)
    {
        using (network)
        {
            Dictionary<string, string> shapes = network.named_parameters().ToDictionary(part => part.name, part => string.Join(',', part.parameter.shape));
            Dictionary<string, string> got = keys.ToDictionary(pair => pair.Key, pair => shapes.GetValueOrDefault(pair.Value, "absent"));
            Dictionary<string, string> want = root.GetProperty("state_dict").GetProperty(letter).EnumerateArray()
                .ToDictionary(entry => entry[0].GetString()!, entry => string.Join(',', entry[1].Integers()));
            long parameters = network.parameters().Sum(weight => weight.NumberOfElements);
            bool counted = parameters == root.GetProperty("param_count").GetProperty(letter).GetInt64() && shapes.Count == want.Count;
            double wrong = want.Except(got).Count() + got.Except(want).Count() + (counted ? 0 : 1);
            return new GoldenCheck($"net{letter} at the paper's size", "wrong names, shapes", wrong, 0);
        }
    }
}
