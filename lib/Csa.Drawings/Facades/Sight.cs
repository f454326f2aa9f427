using System.Numerics;

namespace Csa.Drawings.Facades;

/// <summary>A line of sight through street space.</summary>
internal readonly struct Sight
{
    public Sight(Vector3 eye, Vector3 ray, float pixel)
    {
        Eye = eye;
        Ray = ray;
        Pixel = pixel;
        Slope = new Vector2(ray.X, ray.Y) / ray.Z;
        Wall = new Vector2(eye.X, eye.Y) - (eye.Z * Slope);
    }

    public Vector3 Eye { get; }

    /// <summary>Any length; leads away from the viewer, to lower z.</summary>
    public Vector3 Ray { get; }

    /// <summary>Metres per cell at the fronts.</summary>
    public float Pixel { get; }

    /// <summary>Where the line meets the plane of the fronts, z = 0.</summary>
    public Vector2 Wall { get; }

    /// <summary>How x and y change per metre of z.</summary>
    public Vector2 Slope { get; }

    /// <summary>Where the line meets the plane at a z.</summary>
    public Vector2 At(float z) => Wall + (z * Slope);
}
