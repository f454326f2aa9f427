using System.Text;
using System.Text.Json;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>Trains on a rank other than 0: takes its share of every step that rank 0 announces, and writes nothing.</summary>
internal sealed class RankFollower : TrainingLoop<TrainingBatch>
{
    private readonly IEnumerator<IReadOnlyList<LossValue>> taken;
    private TrainingProgress next = new(0, 0);

    private RankFollower(Follower system, Batches batches)
        : base(system, step => batches.Draw(step).ToBatch) => taken = TakeSteps(CancellationToken.None).GetEnumerator();

    /// <summary>Takes part in trainings until rank 0 says that all is over.</summary>
    /// <param name="place">This rank's place.</param>
    /// <param name="catalog">The systems that rank 0 can name.</param>
    /// <param name="cancel">Asks all ranks to stop after a step.</param>
    internal static void Follow(RankPlace place, SystemCatalog catalog, CancellationToken cancel)
    {
        IRankGroup ranks = place.Ranks!;
        RankCommand command = RankCommand.Receive(ranks);
        while (command.What == RankCommand.Kind.Begin) command = FollowRun(place, RunRecord.FromJson(Encoding.UTF8.GetString(ranks.BroadcastBytes([], 0)), catalog, "rank 0"), cancel);
    }

    /// <summary>The run environments that all ranks found, for rank 0 to compare.</summary>
    internal static RunEnvironment[] Compare(IRankGroup ranks, RunEnvironment own) =>
        [.. ranks.AllGather(JsonSerializer.SerializeToUtf8Bytes(own, OptionJson.Line)).Select(bytes => JsonSerializer.Deserialize<RunEnvironment>(bytes, OptionJson.Line)!)];

    /// <inheritdoc/>
    /// <remarks>Rank 0 decides.</remarks>
    protected override bool IsOver(long step) => false;

    /// <inheritdoc/>
    protected override TrainingProgress Begin() => next;

    /// <inheritdoc/>
    protected override Exception Diverged(long at, string what) => new InvalidOperationException($"{what} after step {at}"); // rank 0 sees the same terms and ends all

    private static RankCommand FollowRun(RankPlace place, RunRecord record, CancellationToken cancel)
    {
        IRankGroup ranks = place.Ranks!;
        TrainingInputs inputs = TrainingInputs.Open(record.Config, place, observer: null);
        using ITrainableSystem system = inputs.NewSystem(record.Config);
        // What it starts from comes from rank 0.
        Compare(ranks, inputs.Here with { StartFingerprint = record.Environment.StartFingerprint, Notes = system.Notes });
        RankCommand command = RankCommand.Receive(ranks);
        if (command.Progress is not TrainingProgress first) return command;

        var steps = new RankSteps(system, ranks, inputs.Share);
        steps.BroadcastState();
        var follower = new RankFollower(new Follower(system, steps, cancel), inputs.Batches) { Step = first.Step };
        while (command.Progress is TrainingProgress progress)
        {
            follower.next = progress;
            follower.taken.MoveNext();
            command = RankCommand.Receive(ranks);
        }

        return command;
    }

    private sealed class Follower(ITrainableSystem system, RankSteps steps, CancellationToken cancel) : ITrainable<TrainingBatch>
    {
        // No terms: rank 0 checks and logs them.
        public IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
        {
            steps.Take(batch, progress, cancel.IsCancellationRequested, out _);
            return [];
        }

        public IReadOnlyDictionary<string, TorchSharp.torch.Tensor> State() => system.State();

        public void LoadState(IReadOnlyDictionary<string, TorchSharp.torch.Tensor> state) => system.LoadState(state);

        public void Dispose()
        {
        }
    }
}
