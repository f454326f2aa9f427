using Csa.Data;

namespace Csa.Training;

/// <summary>Makes the next batch on another thread while a step runs.</summary>
internal sealed class BatchPrefetcher(Batches batches) : IDisposable
{
    private Task<TrainingBatch>? next;
    private long nextStep;

    /// <summary>A step's batch; the caller disposes it. Starts on the one after it.</summary>
    public TrainingBatch Take(long step)
    {
        if (next is not null && nextStep != step) Dispose();
        TrainingBatch batch = (next ?? Start(step)).GetAwaiter().GetResult();
        nextStep = step + 1;
        next = Start(nextStep);
        return batch;
    }

    public void Dispose()
    {
        Task<TrainingBatch>? unused = next;
        next = null;
        try
        {
            unused?.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception)
        {
            // The failure of a batch that nobody asked for is nobody's.
        }
    }

    private Task<TrainingBatch> Start(long step) => Task.Run(() => batches.At(step));
}
