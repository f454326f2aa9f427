using System.Text.Json;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Ranks;
using Csa.Drawings;
using Csa.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>Where the processes of a training are: found by all of them together before anything else.</summary>
/// <param name="Ranks">The processes; null for one alone.</param>
/// <param name="OnMachine">The ranks on this machine.</param>
/// <param name="Local">This one among them, from 0.</param>
/// <param name="Machines">The number of machines.</param>
internal sealed record RankPlace(IRankGroup? Ranks, int OnMachine, int Local, int Machines)
{
    /// <summary>A process alone.</summary>
    internal static RankPlace Alone { get; } = new(null, 1, 0, 1);

    /// <summary>Finds the place of each rank, and that all are of one build.</summary>
    /// <param name="ranks">All of them must call; null or one for a process alone.</param>
    /// <exception cref="BadInputException">A rank is of another build; thrown on rank 0.</exception>
    internal static RankPlace Find(IRankGroup? ranks)
    {
        if (ranks is null or { Size: 1 }) return Alone;
        Hello[] all = [.. ranks.Gather(JsonSerializer.SerializeToUtf8Bytes(Hello.Here)).Select(bytes => JsonSerializer.Deserialize<Hello>(bytes)!)];
        if (ranks.Rank == 0) RequireOneBuild(all);
        string[] machines = [.. all.Select(hello => hello.Machine)];
        string own = machines[ranks.Rank];
        return new RankPlace(ranks, machines.Count(machine => machine == own), machines.Take(ranks.Rank).Count(machine => machine == own), machines.Distinct().Count());
    }

    /// <summary>Torch's threads of each rank unless options say: one where ranks share a machine, or they would take each other's cores.</summary>
    internal int? Threads => OnMachine > 1 ? 1 : null;

    /// <summary>The device of this rank: a GPU of its own where several are seen.</summary>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="BadInputException">CUDA is asked for and absent, or has fewer GPUs than ranks.</exception>
    internal Device DeviceOf(TrainingOptions options)
    {
        Device device = options.ResolveDevice();
        // A launcher that gives each rank a GPU of its own lets it see that one alone.
        if (device.type != DeviceType.CUDA || OnMachine == 1 || cuda.device_count() == 1) return device;
        if (Local >= cuda.device_count())
            throw new BadInputException($"device: want a GPU for each of the {OnMachine} ranks on {Environment.MachineName}, it has {cuda.device_count()}; start as many ranks there, or choose cpu");
        return new Device(DeviceType.CUDA, Local);
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
