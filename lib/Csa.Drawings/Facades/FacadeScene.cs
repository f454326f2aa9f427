using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>A house in its street.</summary>
internal sealed class FacadeScene
{
    private readonly FacadeAttributes attributes;
    private readonly House main;
    private readonly House[] houses;
    private readonly FacadeLight light;
    private readonly FacadeView view;
    private readonly Shadows shadows;
    private readonly StreetGround ground;
    private readonly ForegroundObject foreground;

    public FacadeScene(FacadeAttributes attributes)
    {
        this.attributes = attributes;
        light = new FacadeLight(attributes);
        float half = new HousePlan(attributes, 0).Width / 2;
        main = new House(attributes, light, -half);
        houses = attributes.Row == HouseRow.Detached ? [main] : [main, Neighbour(1, -half, -1), Neighbour(2, half, 1)];
        view = new FacadeView(attributes, main.Plan.Width, main.Plan.Top);
        shadows = new Shadows(attributes, light, main.Plan);
        ground = new StreetGround(attributes, light, main.Plan, shadows);
        foreground = new ForegroundObject(attributes, light, view, main.Plan);
    }

    public void Paint(Raster raster)
    {
        float cell = 1f / raster.Side;
        raster.Fill((x, y) => Light(x, y, cell));
        foreground.Paint(raster);
    }

    private Vector3 Light(float x, float y, float cell)
    {
        Sight sight = view.Look(x, y, cell);
        if (sight.Wall.Y < 0) return ground.Light(sight);
        var layers = new Layers();
        foreach (House house in houses)
        {
            if (sight.Wall.X > house.Plan.Left - 2 && sight.Wall.X < house.Plan.Right + 2) house.GatherBefore(sight, ref layers);
            if (layers.Open <= 0) return layers.Light;
        }

        layers.Behind(Fronts(sight), 1);
        return layers.Light;
    }

    private Vector3 Fronts(in Sight sight)
    {
        foreach (House house in houses)
            if (house.Covers(sight.Wall)) return house.Front(sight, shadows, ground);
        Hit hit = Hit.None;
        foreach (House house in houses) hit = hit.Nearer(house.Meet(sight));
        return float.IsNegativeInfinity(hit.Z) ? ground.Behind(sight) : hit.Light;
    }

    // Built in the same street in the same light, but by others.
    private House Neighbour(ulong number, float edge, int side)
    {
        FacadeAttributes other = FacadeAttributes.Sample(Seed.Derive(attributes.DetailSeed, 51, number)) with
        {
            Bays = 6,
            Storeys = Math.Clamp(attributes.Storeys + (int)(Seed.Derive(attributes.DetailSeed, 52, number) % 3) - 1, 2, 5),
            LightAzimuth = attributes.LightAzimuth,
            LightElevation = attributes.LightElevation,
            LightSoftness = attributes.LightSoftness,
            LightWarmth = attributes.LightWarmth,
            Row = HouseRow.Terraced,
            Street = attributes.Street,
        };
        return new House(other, light, side > 0 ? edge : edge - new HousePlan(other, 0).Width);
    }
}
