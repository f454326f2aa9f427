using System.Numerics;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>
/// The light on a face: an egg with bumps and hollows, its slopes summed on a grid, and on each cell diffuse light that
/// wraps further round in red (light scatters under skin), a soft shine, and the shade in hollows.
/// </summary>
internal sealed class FaceRelief
{
    /// <summary>Cells per side of the grid.</summary>
    public const int Cells = 80;

    // Skin is nowhere of one tone; more rows than a face has, so that faces differ.
    private const int MottleCells = Cells * Cells * 2;
    private static readonly float[] Mottle = [.. Enumerable.Range(0, MottleCells).Select(i => Noise.Value(i % Cells / 2.6f, i / Cells / 2.6f, 7))];

    private readonly float[] slopeX = new float[Cells * Cells], slopeY = new float[Cells * Cells], open = new float[Cells * Cells];
    private readonly Head head;

    /// <summary>The part of the head plane that the grid covers.</summary>
    public static SKRect Area { get; } = new(-0.40f, -0.47f, 0.40f, 0.48f);

    public FaceRelief(Head head, PortraitAttributes attributes)
    {
        this.head = head;
        Array.Fill(open, 1f);
        AddEgg();
        AddFeatures(attributes);
        AddCastShade();
    }

    /// <summary>Renders the light as two images: one to multiply the face by, and one to add for shine.</summary>
    /// <param name="softness">0 = deep shadows, 1 = flat light.</param>
    /// <param name="shine">0 … 1.</param>
    /// <param name="seed">The seed of the skin's unevenness.</param>
    public (SKImage Diffuse, SKImage Shine) Render(float softness, float shine, uint seed)
    {
        var diffuse = new byte[Cells * Cells * 4];
        var specular = new byte[Cells * Cells * 4];
        float ambient = 0.12f + (0.32f * softness);
        Vector3 light = head.Light, half = Vector3.Normalize(light + Vector3.UnitZ);
        var wrap = new Vector3(0.34f, 0.20f, 0.14f);
        for (int i = 0; i < slopeX.Length; i++)
        {
            Vector3 normal = Vector3.Normalize(new Vector3(slopeX[i], slopeY[i], 1));
            float towards = Vector3.Dot(normal, light);
            Vector3 lit = Vector3.Max(Vector3.Zero, (new Vector3(towards) + wrap) / (Vector3.One + wrap));
            float uneven = 1 + (0.035f * Mottle[(i + (int)(seed % MottleCells)) % MottleCells]);
            Vector3 linear = (new Vector3(ambient) + ((1.06f - ambient) * lit)) * open[i];
            Vector3 total = ((0.62f * Vector3.SquareRoot(linear)) + (0.42f * linear)) * uneven; // between linear and display light: milder shadows
            float mirrored = Math.Max(0, Vector3.Dot(normal, half));
            float gloss = mirrored * mirrored;
            gloss *= gloss;
            gloss *= gloss;
            gloss = shine * open[i] * ((0.6f * gloss) + (0.4f * gloss * gloss * gloss));
            Store(diffuse, i, total);
            Store(specular, i, new Vector3(gloss, gloss * 0.97f, gloss * 0.92f));
        }

        return (Picture(diffuse), Picture(specular));
    }

    private static void Store(byte[] pixels, int cell, Vector3 value)
    {
        value = Vector3.Clamp(value, Vector3.Zero, Vector3.One) * 255;
        pixels[4 * cell] = (byte)(value.X + 0.5f);
        pixels[(4 * cell) + 1] = (byte)(value.Y + 0.5f);
        pixels[(4 * cell) + 2] = (byte)(value.Z + 0.5f);
        pixels[(4 * cell) + 3] = 255;
    }

    private static SKImage Picture(byte[] pixels) =>
        SKImage.FromPixelCopy(new SKImageInfo(Cells, Cells, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels, Cells * 4);

    // Flatter in front than an ellipsoid, steep near the rim.
    private void AddEgg()
    {
        SKPoint centre = head.At(0, 0.03f, 0);
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                SKPoint at = Place(column, row);
                float x = (at.X - centre.X) / 0.285f, y = (at.Y - centre.Y) / 0.46f;
                float steep = 1 / MathF.Sqrt(1 - Math.Min(0.9f, ((x * x) + (y * y)) * 0.9f));
                int i = (row * Cells) + column;
                slopeX[i] = 1.3f * x * (0.5f + (0.5f * x * x)) * steep;
                slopeY[i] = 0.75f * y * (0.5f + (0.5f * y * y)) * steep;
            }
        }
    }

    private void AddFeatures(PortraitAttributes attributes)
    {
        float noseWidth = 0.8f + (0.5f * (float)attributes.NoseWidth), tipY = 0.118f + (0.03f * (float)attributes.NoseLength);
        float smile = (float)attributes.Smile, age = (float)attributes.Age, full = 0.6f + (0.7f * (float)attributes.LipFullness);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Bump(head.On(side * 0.11f, -0.075f), 0.10f, 0.045f, 0.012f, side * -6); // brow ridge
            Bump(head.On(side * 0.115f, -0.005f), 0.085f, 0.06f, -0.013f, 0); // socket
            Bump(head.On(side * 0.117f, 0.002f), 0.052f, 0.034f, 0.008f, 0); // eyeball under its lids
            Bump(head.On(side * 0.125f, 0.045f), 0.07f, 0.02f, -0.002f - (0.004f * age), side * -12); // bag
            Bump(head.On(side * 0.165f, 0.085f), 0.10f, 0.085f, 0.016f + (0.008f * Math.Max(0, smile)), side * 20); // cheekbone
            Bump(head.On(side * 0.19f, 0.20f), 0.09f, 0.11f, -0.008f, 0); // hollow cheek
            Bump(head.On(side * 0.082f, 0.19f), 0.018f, 0.075f, -0.0025f - (0.005f * Math.Max(0, smile)) - (0.004f * age), side * -24); // fold
            Bump(head.On(side * 0.21f, -0.16f), 0.08f, 0.12f, -0.006f, 0); // temple
            Bump(head.At(side * 0.034f * noseWidth, tipY + 0.018f, 0.205f), 0.024f * noseWidth, 0.027f, 0.012f, 0); // wing
            Bump(head.On(side * 0.085f, 0.235f), 0.022f, 0.03f, -0.004f, 0); // corner of the mouth
            Shade(head.On(side * 0.068f, -0.012f), 0.05f, 0.055f, 0.34f, side * 20); // inner corner of the eye
            Shade(head.On(side * 0.117f, -0.016f), 0.085f, 0.035f, 0.20f, 0); // under the brow
            Shade(head.At(side * 0.028f * noseWidth, tipY + 0.045f, 0.19f), 0.04f, 0.022f, 0.42f, 0); // under the nose
            Shade(head.On(side * 0.21f, 0.30f), 0.07f, 0.12f, 0.18f, side * 30); // jaw
        }

        Bump(head.At(0, 0.02f, 0.20f), 0.036f * noseWidth, 0.12f, 0.020f, 0); // bridge
        Bump(head.At(0, tipY - 0.02f, 0.235f), 0.043f * noseWidth, 0.075f, 0.018f, 0); // back of the nose
        Bump(head.At(0, tipY, 0.25f), 0.037f * noseWidth, 0.036f, 0.019f, 0); // tip
        Bump(head.At(0, tipY + 0.06f, 0.195f), 0.014f, 0.03f, -0.004f, 0); // philtrum
        Bump(head.On(0, 0.235f), 0.10f, 0.075f, 0.012f, 0); // teeth push the lips forward
        Bump(head.On(0, 0.222f), 0.07f, 0.018f * full, 0.005f, 0); // upper lip
        Bump(head.On(0, 0.258f), 0.058f, 0.022f * full, 0.008f, 0); // lower lip
        Bump(head.On(0, 0.297f), 0.06f, 0.026f, -0.008f, 0); // groove over the chin
        Bump(head.On(0, 0.352f), 0.075f, 0.06f, 0.016f, 0); // chin
        Bump(head.On(0, -0.20f), 0.16f, 0.11f, 0.010f, 0); // forehead
        Shade(head.On(0, 0.292f), 0.06f, 0.022f, 0.22f, 0); // under the lower lip
    }

    // The nose's shadow falls to the side away from the light, the brows' downwards.
    private void AddCastShade()
    {
        float away = -head.Light.X;
        SKPoint nose = head.At(0, 0.12f, 0.20f);
        Shade(new SKPoint(nose.X + (0.062f * away), nose.Y - 0.03f), 0.03f + (0.022f * Math.Abs(away)), 0.105f, 0.5f * Math.Abs(away), 10 * away);
        Shade(new SKPoint(nose.X + (0.035f * away), nose.Y + 0.065f), 0.05f, 0.03f, 0.35f, 20 * away);
    }

    private static SKPoint Place(int column, int row) =>
        new(Area.Left + (Area.Width * (column + 0.5f) / Cells), Area.Top + (Area.Height * (row + 0.5f) / Cells));

    // Height h (1 - q)^2 over an ellipse q < 1: its slopes go to the grid.
    private void Bump(SKPoint at, float radiusX, float radiusY, float height, float degrees) => Press(at, radiusX, radiusY, height, 0, degrees);

    // Light lost to neighbouring flesh: a share of it, most in the middle of the ellipse.
    private void Shade(SKPoint at, float radiusX, float radiusY, float depth, float degrees) => Press(at, radiusX, radiusY, 0, depth, degrees);

    private void Press(SKPoint at, float radiusX, float radiusY, float height, float depth, float degrees)
    {
        float reach = Math.Max(radiusX, radiusY);
        (float sin, float cos) = MathF.SinCos(degrees * MathF.PI / 180);
        float ux = cos / radiusX, uy = sin / radiusX, vx = -sin / radiusY, vy = cos / radiusY;
        int left = Column(at.X - reach), right = Column(at.X + reach), top = Row(at.Y - reach), bottom = Row(at.Y + reach);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                SKPoint place = Place(column, row);
                float x = place.X - at.X, y = place.Y - at.Y, u = (x * ux) + (y * uy), v = (x * vx) + (y * vy);
                float inside = 1 - (u * u) - (v * v);
                if (inside <= 0) continue;
                int i = (row * Cells) + column;
                float push = 4 * height * inside;
                slopeX[i] += push * ((u * ux) + (v * vx));
                slopeY[i] += push * ((u * uy) + (v * vy));
                open[i] *= 1 - (depth * inside * inside);
            }
        }
    }

    private static int Column(float x) => Math.Clamp((int)((x - Area.Left) / Area.Width * Cells), 0, Cells - 1);

    private static int Row(float y) => Math.Clamp((int)((y - Area.Top) / Area.Height * Cells), 0, Cells - 1);
}
