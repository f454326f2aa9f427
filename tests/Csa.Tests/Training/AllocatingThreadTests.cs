using Csa.Baselines;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Systems;
using Csa.Tests.Baselines;
using TorchSharp;
using Xunit;

namespace Csa.Tests.Training;

/// <summary>
/// Other threads may allocate and collect while libtorch works: a Jupyter kernel, a web server, a progress timer. Training,
/// resuming and filling give the same bits as in a process that is quiet.
/// </summary>
public sealed class AllocatingThreadTests : TrainingRunScene
{
    public static TheoryData<string> Models => SmallSystems.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void Training_and_resuming_do_not_depend_on_what_other_threads_allocate(string model)
    {
        RunConfig config = Config(50) with { System = SmallSystems.Options(model) };
        config = config with { Training = config.Training with { Data = "builtin:portraits", Side = 64, BatchSize = 2, SampleSteps = 25, CheckpointSeconds = 1000 } };
        TrainingRun.Start(At("quiet"), config);

        using (new AllocatingThreads())
        {
            using var cancel = new CancellationTokenSource();
            TrainingResult stopped = TrainingRun.Start(At("noisy"), config, new Recorder { CancelAt = 30, Cancel = cancel }, cancel.Token);
            Assert.Equal((TrainingOutcome.Interrupted, 30), (stopped.Outcome, stopped.Step));
            TrainingRun.Resume(At("noisy"), ComparedSystems.Catalog);
        }

        AssertSameState(At("quiet"), At("noisy"));
    }

    // The program that TorchSharp's own assembly does not survive; lib/Csa/Machines.md has it.
    [Fact]
    public void A_number_that_libtorch_reads_is_kept_alive()
    {
        using var others = new AllocatingThreads();
        for (int i = 0; i < 50_000; i++)
        {
            using var scope = torch.NewDisposeScope();
            torch.zeros(4).add_(0.5);
        }
    }

    [Fact]
    public void Filling_does_not_depend_on_what_other_threads_allocate()
    {
        const int Fills = 100;
        using ITrainableSystem system = SmallSystems.Options("csa").Create(seed: 1, torch.CPU);
        var inpainter = new Inpainter(system, new InpainterOptions { WorkingSide = 32 });
        RgbImage photo = Images.Pictures.Noise(48, 40, 1);
        HoleMask hole = HoleMask.Create(40, 48, (y, x) => y is >= 10 and < 25 && x is >= 5 and < 30);
        byte[] Fill()
        {
            using InpaintedImage made = inpainter.Fill(photo, hole);
            return made.Image.Pixels.ToArray();
        }

        byte[] quiet = Fill();
        using var others = new AllocatingThreads();
        for (int i = 0; i < Fills; i++) Assert.True(quiet.AsSpan().SequenceEqual(Fill()), $"fill {i}");
    }

    /// <summary>Two threads that allocate and collect as fast as they can, and let finalizers run.</summary>
    private sealed class AllocatingThreads : IDisposable
    {
        private readonly Thread[] threads;
        private volatile bool stopped;

        public AllocatingThreads()
        {
            threads = [new Thread(Allocate) { IsBackground = true }, new Thread(Collect) { IsBackground = true }];
            foreach (Thread thread in threads) thread.Start();
        }

        public void Dispose()
        {
            stopped = true;
            foreach (Thread thread in threads) thread.Join();
        }

        private void Allocate()
        {
            while (!stopped)
            {
                for (int i = 0; i < 200; i++) GC.KeepAlive(new byte[8000]);
                Thread.Sleep(1);
            }
        }

        private void Collect()
        {
            for (int generation = 0; !stopped; generation = (generation + 1) % 3)
            {
                GC.Collect(generation);
                GC.WaitForPendingFinalizers();
                Thread.Sleep(1);
            }
        }
    }
}
