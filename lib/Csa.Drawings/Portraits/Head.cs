using System.Numerics;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>
/// The geometry of a head. Head space: x to the image's right, y down, z towards the viewer, the origin between
/// the eyes, lengths in image sides; it is turned, nodded and projected to the head plane, which is tilted and placed in
/// the image by <see cref="ToImage"/>.
/// </summary>
internal sealed class Head : IDisposable
{
    private const float Turned = 0.40f, Nodded = 0.16f, Tilted = 9; // radians, radians, degrees at 1
    private const float Scale = 1.03f;

    // Aligned photographs keep the eyes near one place: this share of what turning moves them by is taken back.
    private const float Recentred = 0.7f;

    private readonly float cosTurn, sinTurn, cosNod, sinNod, width, jaw;
    private readonly Vector2 shift;

    public Head(PortraitAttributes attributes)
    {
        (sinTurn, cosTurn) = MathF.SinCos(Turned * (float)attributes.Turn);
        (sinNod, cosNod) = MathF.SinCos(Nodded * (float)attributes.Nod);
        width = 0.93f + (0.14f * (float)attributes.FaceWidth);
        jaw = (float)attributes.Jaw;
        shift = Recentred * Project(0, 0.05f, 0.18f);
        float tilt = Tilted * (float)attributes.Tilt;
        ToImage = SKMatrix.CreateRotationDegrees(tilt, 0, 0.3f).PostConcat(SKMatrix.CreateScale(Scale, Scale)).PostConcat(SKMatrix.CreateTranslation(0.5f, 0.46f));
        Light = LightDirection(attributes, tilt);
        Outline = FaceOutline();
        if (attributes.HairStyle == HairStyle.Bald || attributes.Headwear != Headwear.None) AddSkull(Outline);
    }

    /// <summary>From the head plane to the unit square.</summary>
    public SKMatrix ToImage { get; }

    /// <summary>The skin from crown or forehead to chin, in the head plane: with the skull where no hair covers it.</summary>
    public SKPath Outline { get; }

    /// <summary>Unit vector towards the key light: x right, y down, z towards the viewer, along the head plane's axes.</summary>
    public Vector3 Light { get; }

    /// <summary>-1 … 1: the sine of the turn, positive to the image's right.</summary>
    public float Turn => sinTurn;

    /// <summary>A point in head space, on the head plane; x grows with the face's width.</summary>
    public SKPoint At(float x, float y, float z)
    {
        Vector2 place = Project(x * width, y, z) - shift;
        return new SKPoint(place.X, place.Y);
    }

    /// <summary>A point of the face's surface, without its nose, on the head plane.</summary>
    public SKPoint On(float x, float y) => At(x, y, Depth(x, y));

    /// <summary>How much a patch of the face at x is narrowed by the turn, 0.3 … 1.1.</summary>
    public float Narrowing(float x)
    {
        const float step = 0.01f;
        return Math.Clamp((On(x + step, 0).X - On(x - step, 0).X) / (2 * step), 0.3f, 1.1f);
    }

    /// <summary>The z of the face's surface without its nose, in head space.</summary>
    public static float Depth(float x, float y)
    {
        float round = 1 - (x * x / (0.29f * 0.29f)) - ((y - 0.05f) * (y - 0.05f) / (0.46f * 0.46f));
        return 0.2f * MathF.Sqrt(Math.Max(0, round));
    }

    public void Dispose() => Outline.Dispose();

    private Vector2 Project(float x, float y, float z)
    {
        float turnedX = (x * cosTurn) + (z * sinTurn);
        float turnedZ = (z * cosTurn) - (x * sinTurn);
        return new Vector2(turnedX, (y * cosNod) + (turnedZ * sinNod));
    }

    private SKPath FaceOutline()
    {
        float corner = 0.185f + (0.035f * jaw), chin = 0.065f + (0.04f * jaw);
        SKPoint[] points =
        [
            At(0, -0.345f, 0.06f), At(0.115f, -0.325f, 0.05f), At(0.205f, -0.235f, 0.03f), At(0.248f, -0.11f, 0.01f), At(0.256f, 0.02f, 0),
            At(0.248f, 0.12f, -0.005f), At((corner + 0.24f) / 2, 0.21f, 0), At(corner, 0.285f, 0.02f), At((corner + chin) / 2, 0.365f, 0.08f),
            At(chin, 0.405f, 0.12f), At(0, 0.418f, 0.13f),
            At(-chin, 0.405f, 0.12f), At(-(corner + chin) / 2, 0.365f, 0.08f), At(-corner, 0.285f, 0.02f), At(-(corner + 0.24f) / 2, 0.21f, 0), At(-0.248f, 0.12f, -0.005f),
            At(-0.256f, 0.02f, 0), At(-0.248f, -0.11f, 0.01f), At(-0.205f, -0.235f, 0.03f), At(-0.115f, -0.325f, 0.05f),
        ];
        return Strokes.Curve(points, closed: true);
    }

    // Seen from aside the skull is longer than it is wide.
    private void AddSkull(SKPath face)
    {
        const float depth = 0.29f;
        float half = MathF.Sqrt((0.256f * width * 0.256f * width * cosTurn * cosTurn) + (depth * depth * sinTurn * sinTurn));
        SKPoint centre = At(0, -0.12f, -0.06f);
        using var skull = new SKPath();
        skull.AddOval(new SKRect(centre.X - half, centre.Y - 0.285f, centre.X + half, centre.Y + 0.24f));
        face.Op(skull, SKPathOp.Union, face);
    }

    private static Vector3 LightDirection(PortraitAttributes attributes, float tiltDegrees)
    {
        float azimuth = 1.1f * (float)attributes.LightAzimuth, elevation = 0.2f + (0.65f * (float)attributes.LightElevation);
        var inImage = new Vector3(MathF.Sin(azimuth) * MathF.Cos(elevation), -MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        return Vector3.TransformNormal(inImage, Matrix4x4.CreateRotationZ(-tiltDegrees * MathF.PI / 180));
    }
}
