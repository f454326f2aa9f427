using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>A whole landscape, painted from the sky to the nearest tree.</summary>
internal static class LandscapeScene
{
    public static void Paint(LandscapeAttributes attributes, Raster raster)
    {
        var view = new LandscapeView(attributes);
        var sky = new SkyDome(attributes);
        var terrain = Terrain.Shape(attributes, view);
        var cover = new GroundCover(attributes, terrain);
        var air = new Atmosphere(attributes, sky, view, raster.Side);
        var land = new LandPainter(raster, view, terrain, cover, sky, air, attributes.Water != Water.None);
        land.Paint();

        var context = new LandscapeContext(attributes, raster, view, terrain, cover, sky, air, land.Water);
        var structures = new Structures(context);
        SceneObject[] things = [.. new Woods(context).All().Concat(structures.All()).Concat(new Boulders(context).All()).OrderByDescending(thing => thing.At.Z)];
        if (attributes.Water == Water.None)
        {
            foreach (SceneObject thing in things) thing.Paint();
            return;
        }

        // What stands beyond the nearest water is mirrored in it, so comes first; where there is water behind it too, it hides
        // that, so comes again.
        float[] landDepths = [.. raster.Depths];
        var shores = new Shores(raster, land.Water);
        bool[] beyond = Array.ConvertAll(things, thing => thing.At.Z > shores.Nearest(context.Column(thing.At.X, thing.At.Z)));
        for (int i = 0; i < things.Length; i++)
            if (beyond[i]) things[i].Paint();
        new WaterPainter(attributes, raster, view, sky, air, landDepths).Paint(land.Water);
        for (int i = 0; i < things.Length; i++)
        {
            float z = things[i].At.Z, x = things[i].At.X, reach = things[i].Reach;
            if (!beyond[i] || z < shores.Farthest(context.Column(x - reach, z), context.Column(x + reach, z))) things[i].Paint();
        }
    }
}
