using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Choosing;
using Csa.Inpainting;

namespace Csa.Tests.Serve;

/// <summary>Fills with one value once it is let, and tells whether it was stopped.</summary>
internal sealed class SlowFill() : FillMethod("slow")
{
    public ManualResetEventSlim Let { get; } = new();

    public int Begun, Stopped, AtOnce, MaxAtOnce;

    public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref Begun);
        MaxAtOnce = Math.Max(MaxAtOnce, Interlocked.Increment(ref AtOnce));
        try
        {
            Let.Wait(cancellation);
            byte[] pixels = [.. image.Pixels.Select((value, i) => hole.Cells(0)[i / 3] == 0 ? value : (byte)7)];
            return new InpaintedImage(new RgbImage(image.Width, image.Height, pixels, image.Alpha), null, [], []);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref Stopped);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref AtOnce);
        }
    }

    public override void Dispose()
    {
    }
}
