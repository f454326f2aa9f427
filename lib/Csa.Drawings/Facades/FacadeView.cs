using System.Numerics;

namespace Csa.Drawings.Facades;

/// <summary>
/// The camera. Street space, in metres: x to the image's right along the fronts, y up from the ground, z from the fronts
/// (0) towards the viewer.
/// </summary>
internal sealed class FacadeView
{
    private const float Turned = 0.56f; // radians at 1
    private const float Distance = 1.7f; // of the camera, in sides of what it sees

    private readonly Vector3 eye, forward, right, up;
    private readonly float spread, rise, metresPerSide;

    /// <param name="attributes">Attributes with the position of the camera.</param>
    /// <param name="width">Of the house, in metres.</param>
    /// <param name="height">Of the house with its roof, in metres.</param>
    public FacadeView(FacadeAttributes attributes, float width, float height)
    {
        (float sin, float cos) = MathF.SinCos(Turned * (float)attributes.Turn);
        metresPerSide = Math.Max(height * 1.08f, width * cos) * (1.18f - (0.30f * (float)attributes.Closeness));
        float distance = Distance * metresPerSide;
        var target = new Vector3(0, (0.445f - (0.02f * (float)attributes.Closeness)) * metresPerSide, 0);
        float eyeHeight = 1.7f + ((0.5f * height) - 1.7f) * (float)attributes.ViewHeight;
        eye = new Vector3(distance * sin, eyeHeight, distance * cos);
        float tilt = 0.85f * (float)attributes.Tilt * (target.Y - eyeHeight) / distance;
        forward = Vector3.Normalize(new Vector3(-sin, tilt, -cos));
        right = Vector3.Normalize(Vector3.Cross(forward, Vector3.UnitY));
        up = Vector3.Cross(right, forward);
        Vector3 towards = target - eye;
        float depth = Vector3.Dot(towards, forward);
        spread = metresPerSide / depth;
        rise = Vector3.Dot(towards, up) / depth;
    }

    /// <summary>The line of sight through a point of the unit square.</summary>
    /// <param name="x">0 … 1 from the left.</param>
    /// <param name="y">0 … 1 from the top.</param>
    /// <param name="cell">The width of a cell in the unit square.</param>
    public Sight Look(float x, float y, float cell) =>
        new(eye, forward + (right * ((x - 0.5f) * spread)) + (up * (rise + ((0.5f - y) * spread))), cell * metresPerSide);

    /// <summary>Where a point in street space appears in the unit square, and how long a metre is there.</summary>
    public (Vector2 At, float Metre) Place(Vector3 point)
    {
        Vector3 towards = point - eye;
        float depth = Vector3.Dot(towards, forward);
        return (new Vector2(0.5f + (Vector3.Dot(towards, right) / depth / spread), 0.5f - (((Vector3.Dot(towards, up) / depth) - rise) / spread)), 1 / (depth * spread));
    }
}
