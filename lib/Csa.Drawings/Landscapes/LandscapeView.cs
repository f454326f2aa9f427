using System.Numerics;

namespace Csa.Drawings.Landscapes;

/// <summary>
/// The camera of a landscape. Space in metres: x to the image's right, y up from the water's level, z ahead; the camera is
/// at x = z = 0 and looks along z.
/// </summary>
internal sealed class LandscapeView
{
    /// <summary>The focal length in sides of the image.</summary>
    public const float Focal = 1.15f;

    public LandscapeView(LandscapeAttributes attributes)
    {
        Horizon = 0.62f - (0.26f * (float)attributes.Horizon);
        float rise = (float)attributes.ViewHeight;
        Eye = 3.4f + (19 * rise * rise);
        Nearest = 0.80f * Focal * (Eye - 1.2f) / (1 - Horizon);
    }

    /// <summary>The image row of the horizon, 0 … 1 from the top.</summary>
    public float Horizon { get; }

    /// <summary>The camera's height.</summary>
    public float Eye { get; }

    /// <summary>The z of the nearest ground in view, or a little less.</summary>
    public float Nearest { get; }

    /// <summary>Where a point appears in the unit square.</summary>
    public Vector2 Place(Vector3 point) => new(0.5f + (Focal * point.X / point.Z), Row(point.Y, point.Z));

    /// <summary>The row of the unit square in which a point appears.</summary>
    public float Row(float y, float z) => Horizon + (Focal * (Eye - y) / z);

    /// <summary>The apparent length of a metre at a distance, in sides of the image.</summary>
    public static float Metre(float z) => Focal / z;

    /// <summary>The ray through a point of the unit square, with z = 1.</summary>
    public Vector3 Ray(float x, float y) => new((x - 0.5f) / Focal, (Horizon - y) / Focal, 1);
}
