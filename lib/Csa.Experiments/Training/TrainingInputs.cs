using Csa.Data;
using Csa.Data.Masks;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Convolutions;
using Csa.Systems;
using Csa.Tensors.Ranks;
using TorchSharp;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>What a process opens and finds out before it builds a system: its device, its data, its share of each batch.</summary>
/// <param name="Images">The images.</param>
/// <param name="Masks">The holes.</param>
/// <param name="Batches">This process's share of every batch.</param>
/// <param name="Share">That share.</param>
/// <param name="Device">The device of all tensors.</param>
/// <param name="Here">The environment, without what only the system and the run can tell.</param>
internal sealed record TrainingInputs(IImageSource Images, IMaskSource Masks, Batches Batches, BatchShare Share, Device Device, RunEnvironment Here)
{
    /// <summary>Checks the options, opens the data, sets torch's threads and compares the convolutions with float64.</summary>
    /// <param name="config">The configuration of the run.</param>
    /// <param name="place">The ranks that train together.</param>
    /// <param name="observer">Receives notices; may be null.</param>
    /// <param name="given">Images and holes in place of those that the options name; null for those.</param>
    /// <exception cref="BadInputException">An option out of range, no such data, fewer images than ranks, or libtorch convolves
    /// wrongly on this CPU.</exception>
    internal static TrainingInputs Open(RunConfig config, RankPlace place, ITrainingObserver? observer, ImagesWithMasks? given = null)
    {
        TrainingOptions options = config.Training;
        config.System.RequireSide(options.Side);
        config.System.RequireBatch(options.BatchSize);
        BatchShare share = BatchShare.Of(place.Ranks, options.BatchSize);
        Device device = place.DeviceOf(options);
        RunConfig own = config with { Training = options with { BatchSize = share.Part.Count } };
        if (observer is not null && TrainingMemory.PeakBytes(own) is long needed) observer.OnMemory(needed, MachineMemory.Available(), own.Training);
        (IImageSource images, IMaskSource masks) = given ?? ImageSources.OpenWith(options.Data, options.Masks, options.PairMasks);
        foreach (string note in images.Notes) observer?.OnNotice(note);
        if ((options.Threads > 0 ? options.Threads : place.Threads) is int threads) set_num_threads(threads);
        if (place.Ranks is IRankGroup ranks)
            observer?.OnNotice($"{ranks.Size} ranks on {Counted(place.Machines, "machine")}: batches of {options.BatchSize} images, {share.Part.Count} of them here; {Counted(get_num_threads(), "thread")} a rank{(place.Threads is not null && options.Threads == 0 ? " because they share a machine (--set threads=N)" : "")}");
        string convolutions = device.type == DeviceType.CPU ? CorrectConvolutions.Ensure(SystemConvolutions.Of(own), note => observer?.OnNotice(note)) : "";
        var batches = new Batches(images, masks, new BatchOptions { Side = options.Side, BatchSize = options.BatchSize, Seed = options.Seed, Flip = options.Flip }, share.Part);
        RunEnvironment here = RunEnvironment.Here(device) with
        {
            Ranks = place.Ranks?.Size ?? 1,
            Images = images.Description,
            Masks = masks.Description,
            ImagesFingerprint = images.Fingerprint,
            MasksFingerprint = masks.Fingerprint,
            Convolutions = convolutions,
        };
        return new TrainingInputs(images, masks, batches, share, device, here);
    }

    /// <summary>An untrained system for these inputs.</summary>
    /// <param name="config">The configuration of the run.</param>
    internal ITrainableSystem NewSystem(RunConfig config)
    {
        manual_seed((long)config.Training.Seed);
        ITrainableSystem system = config.System.Create(config.Training.Seed, Device);
        system.TrainOn(Share);
        return system;
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
