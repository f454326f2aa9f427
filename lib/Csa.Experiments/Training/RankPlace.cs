using System.Text.Json;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Ranks;
using Csa.Drawings;
using Csa.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>The place of this process among those of a training. All ranks find theirs together, before anything else.</summary>
/// <param name="Ranks">The ranks; null for a process that works alone.</param>
/// <param name="LocalSize">The number of ranks on this machine.</param>
/// <param name="LocalRank">This rank's index among them, from 0.</param>
/// <param name="Machines">The number of machines.</param>
internal sealed record RankPlace(IRankGroup? Ranks, int LocalSize, int LocalRank, int Machines)
{
    /// <summary>A process that works alone.</summary>
    internal static RankPlace Alone { get; } = new(null, 1, 0, 1);

    /// <summary>Finds the place of each rank, and checks that all run the same build.</summary>
    /// <param name="ranks">All of them must call; null or one rank for a process that works alone.</param>
    /// <exception cref="BadInputException">A rank runs another build; thrown on rank 0.</exception>
    internal static RankPlace Find(IRankGroup? ranks)
    {
        if (ranks is null or { Size: 1 }) return Alone;
        Hello[] all = [.. ranks.AllGather(JsonSerializer.SerializeToUtf8Bytes(Hello.Here)).Select(bytes => JsonSerializer.Deserialize<Hello>(bytes)!)];
        if (ranks.Rank == 0) RequireOneBuild(all);
        string[] machines = [.. all.Select(hello => hello.Machine)];
        string own = machines[ranks.Rank];
        return new RankPlace(ranks, machines.Count(machine => machine == own), machines.Take(ranks.Rank).Count(machine => machine == own), machines.Distinct().Count());
    }

    /// <summary>
    /// The default number of Torch's threads: 1 where ranks share a machine, because more would compete for the same cores; null for
    /// Torch's own.
    /// </summary>
    internal int? Threads => LocalSize > 1 ? 1 : null;

    /// <summary>The device of this rank: a GPU of its own where several are seen.</summary>
    /// <param name="options">The options of the run.</param>
    /// <exception cref="BadInputException">CUDA is asked for and absent, or has fewer GPUs than ranks.</exception>
    internal Device DeviceOf(TrainingOptions options)
    {
        Device device = options.ResolveDevice();
        // A launcher that gives each rank a GPU of its own lets it see that one alone.
        if (device.type != DeviceType.CUDA || LocalSize == 1 || cuda.device_count() == 1) return device;
        if (LocalRank >= cuda.device_count())
            throw new BadInputException($"device: want a GPU for each of the {LocalSize} ranks on {Environment.MachineName}, it has {cuda.device_count()}; start as many ranks there, or choose cpu");
        return new Device(DeviceType.CUDA, LocalRank);
    }

    private static void RequireOneBuild(Hello[] all)
    {
        for (int rank = 1; rank < all.Length; rank++)
        {
            string[] others = [.. all[0].Build.Where(part => all[rank].Build.GetValueOrDefault(part.Key) != part.Value).Select(part => part.Key)];
            if (others.Length > 0)
                throw new BadInputException($"rank {rank} on {all[rank].Machine} is another build than rank 0 on {all[0].Machine} ({string.Join(", ", others)} differ): start one and the same folder of the program on every machine");
        }
    }

    private sealed record Hello(string Machine, IReadOnlyDictionary<string, string> Build)
    {
        // Every part that draws, computes or reads what must be equal on all ranks.
        public static Hello Here => new(
            Environment.MachineName,
            new[] { typeof(IRankGroup), typeof(ITrainableSystem), typeof(ComparedSystems), typeof(ImageSources), typeof(RankPlace), typeof(torch) }
                .Select(type => type.Module).ToDictionary(module => module.Name, module => module.ModuleVersionId.ToString()));
    }
}
