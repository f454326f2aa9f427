using Csa.Data;
using Csa.Data.Weights;

namespace Csa.Systems;

/// <summary>The weights that filling needs, read from a checkpoint or from exported weights.</summary>
internal static class InferenceWeights
{
    /// <summary>The metadata that holds the record of the run, in checkpoints and in exported weights.</summary>
    public const string RecordKey = "record";

    /// <summary>The tensor that a checkpoint has and exported weights have not: the state of torch's generator.</summary>
    public const string CheckpointKey = "trainer.rng";

    /// <summary>Reads the weights that filling needs from a checkpoint or from exported weights, whichever the file holds.</summary>
    public static void Load(string path, SafetensorsFile file, ITrainedSystem system, ISystemOptions options)
    {
        bool isCheckpoint = file.Names.Contains(CheckpointKey);
        try
        {
            NamedTensors.RestoreFrom(file, isCheckpoint ? options.InferencePrefix : "", system.InferenceState(), others: isCheckpoint);
        }
        catch (ArgumentException misfit)
        {
            throw Misfit(path, system, misfit);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>What to say of tensors that do not fit.</summary>
    public static BadInputException Misfit(string path, ITrainedSystem system, ArgumentException misfit) =>
        new($"{path}: does not fit the system '{system.Name}' as configured: {misfit.Message}", misfit);
}
