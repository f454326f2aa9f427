using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Ranks;
using Csa.Data.Sources;

namespace Csa.Experiments.Evaluation;

/// <summary>The measures of all systems on some neighbouring images, as one rank sends them to the others.</summary>
/// <param name="TruthFeatures">Inception's of the true images; null if sets are not measured.</param>
/// <param name="Outputs">In the order of the systems.</param>
internal sealed record ChunkMeasures(float[][]? TruthFeatures, IReadOnlyList<OutputMeasures> Outputs);

/// <summary>The measures of one output of a system.</summary>
/// <param name="System">Its place in the list of systems.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Records">One per image.</param>
/// <param name="Pictures">The composited outputs that are wanted: those of the first images.</param>
/// <param name="SetFeatures">Inception's of the outputs; null if sets are not measured.</param>
internal sealed record OutputMeasures(int System, OutputStage Stage, EvaluationRecord[] Records, RgbImage[] Pictures, float[][]? SetFeatures);

/// <summary>Work on chunks, divided among ranks: each measures some, and all of them get all results in order.</summary>
internal static class ChunkWork
{
    // The PSNR of a perfect output is infinite.
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Measures chunks.</summary>
    /// <param name="chunks">The same on every rank.</param>
    /// <param name="measure">Measures one.</param>
    /// <param name="ranks">They share the work; null = this process does all.</param>
    /// <returns>Each chunk with its measures, in order; on ranks other than 0 too.</returns>
    internal static IEnumerable<(IReadOnlyList<EvaluationItem> Chunk, ChunkMeasures Measures)> InOrder(
        IEnumerable<IReadOnlyList<EvaluationItem>> chunks, Func<IReadOnlyList<EvaluationItem>, ChunkMeasures> measure, IRankGroup? ranks)
    {
        foreach (IReadOnlyList<EvaluationItem>[] round in chunks.Chunk(ranks?.Size ?? 1))
        {
            if (ranks is null)
            {
                yield return (round[0], measure(round[0]));
                continue;
            }

            byte[] own = ranks.Rank < round.Length ? JsonSerializer.SerializeToUtf8Bytes(measure(round[ranks.Rank]), Numbers) : [];
            IReadOnlyList<byte[]> all = ranks.Gather(own);
            for (int i = 0; i < round.Length; i++) yield return (round[i], JsonSerializer.Deserialize<ChunkMeasures>(all[i], Numbers)!);
        }
    }

    /// <summary>Throws if a rank has read other images or holes.</summary>
    /// <param name="parts">As this rank read them.</param>
    /// <param name="ranks">All of them.</param>
    /// <exception cref="BadInputException">One has.</exception>
    internal static void RequireSame(IReadOnlyList<EvaluationPart> parts, IRankGroup ranks)
    {
        var digests = parts.SelectMany(part => part.Items).Select(item => $"{item.Name} {Digest.Of(item.Image.Pixels)} {Digest.Of(item.Hole.Cells(0))}");
        IReadOnlyList<byte[]> all = ranks.Gather(Convert.FromHexString(Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', digests)))));
        int other = all.ToList().FindIndex(digest => !digest.AsSpan().SequenceEqual(all[0]));
        if (other >= 0 && ranks.Rank == 0) throw new BadInputException($"rank {other} reads other images or masks than rank 0: give every machine the same files");
    }
}
