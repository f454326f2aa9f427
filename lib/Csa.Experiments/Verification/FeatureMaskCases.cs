using System.Text.Json;
using Csa.Data.Masks;

namespace Csa.Experiments.Verification;

/// <summary>feat_masks.json: pixel masks on the feature grids of the second, third and fourth down-sampling.</summary>
internal static class FeatureMaskCases
{
    /// <summary>Every comparison of the file; an error counts wrong cells.</summary>
    public static IEnumerable<GoldenCheck> Check(string path)
    {
        foreach (JsonElement golden in GoldenJson.Read(path).GetProperty("cases").EnumerateArray())
        {
            HoleMask pixels = HoleMask.FromCells(
                golden.GetProperty("mask_rle").RunLengths(), 1, golden.GetProperty("H").GetInt32(), golden.GetProperty("W").GetInt32());
            foreach (int level in new[] { 2, 3, 4 })
            {
                byte[] want = golden.GetProperty($"level{level}").GetProperty("mask_rle").RunLengths();
                byte[] got = FeatureMask.Reduce(pixels, level).Mask.Cells(0).ToArray();
                double wrong = want.Length == got.Length ? want.Zip(got).Count(pair => pair.First != pair.Second) : double.PositiveInfinity;
                yield return new GoldenCheck($"feature mask {golden.GetProperty("name").GetString()}", $"level {level}, wrong cells", wrong, 0);
            }
        }
    }
}
