using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Ranks;
using Csa.Data.Sources;

namespace Csa.Experiments.Evaluation;

/// <summary>The results of all systems on a chunk of images, as one rank sends them to the others.</summary>
/// <param name="TruthFeatures">Inception features of the ground truth; null if neither FID nor KID is computed.</param>
/// <param name="Outputs">One for each system and stage, in the order of the systems.</param>
internal sealed record ChunkResults(float[][]? TruthFeatures, IReadOnlyList<OutputResults> Outputs);

/// <summary>The results of one output of a system on a chunk.</summary>
/// <param name="System">The system's index.</param>
/// <param name="Stage">Which of its outputs.</param>
/// <param name="Records">One per image.</param>
/// <param name="Pictures">The composited outputs to keep: those of the first images.</param>
/// <param name="SetFeatures">Inception features of the outputs; null if neither FID nor KID is computed.</param>
internal sealed record OutputResults(int System, OutputStage Stage, EvaluationRecord[] Records, RgbImage[] Pictures, float[][]? SetFeatures);

/// <summary>Divides the work on chunks among ranks: each evaluates some, and all get all results in order.</summary>
internal static class ChunkWork
{
    // The PSNR of a perfect output is infinite.
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Evaluates chunks.</summary>
    /// <param name="chunks">The same on every rank.</param>
    /// <param name="measure">Evaluates one.</param>
    /// <param name="ranks">The ranks that share the work; null = this process does all.</param>
    /// <returns>The chunks with their results, in order, on every rank.</returns>
    internal static IEnumerable<(IReadOnlyList<EvaluationItem> Chunk, ChunkResults Measures)> InOrder(
        IEnumerable<IReadOnlyList<EvaluationItem>> chunks, Func<IReadOnlyList<EvaluationItem>, ChunkResults> measure, IRankGroup? ranks)
    {
        foreach (IReadOnlyList<EvaluationItem>[] round in chunks.Chunk(ranks?.Size ?? 1))
        {
            if (ranks is null)
            {
                yield return (round[0], measure(round[0]));
                continue;
            }

            byte[] own = ranks.Rank < round.Length ? JsonSerializer.SerializeToUtf8Bytes(measure(round[ranks.Rank]), Numbers) : [];
            IReadOnlyList<byte[]> all = ranks.AllGather(own);
            for (int i = 0; i < round.Length; i++) yield return (round[i], JsonSerializer.Deserialize<ChunkResults>(all[i], Numbers)!);
        }
    }

    /// <summary>Throws if a rank has read other images or holes.</summary>
    /// <param name="parts">As this rank read them.</param>
    /// <param name="ranks">All of them.</param>
    /// <exception cref="BadInputException">One has.</exception>
    internal static void RequireSame(IReadOnlyList<EvaluationPart> parts, IRankGroup ranks)
    {
        var digests = parts.SelectMany(part => part.Items).Select(item => $"{item.Name} {Digest.Of(item.Image.Pixels)} {Digest.Of(item.Hole.Cells(0))}");
        IReadOnlyList<byte[]> all = ranks.AllGather(Convert.FromHexString(Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', digests)))));
        int other = all.ToList().FindIndex(digest => !digest.AsSpan().SequenceEqual(all[0]));
        if (other >= 0 && ranks.Rank == 0) throw new BadInputException($"rank {other} reads other images or masks than rank 0: give every machine the same files");
    }
}
