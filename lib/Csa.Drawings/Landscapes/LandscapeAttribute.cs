using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The attributes of landscapes as labels.</summary>
public static class LandscapeAttribute
{
    /// <summary>Every attribute of <see cref="LandscapeAttributes"/>, in a fixed order.</summary>
    public static IReadOnlyList<DrawingAttribute<LandscapeAttributes>> All { get; } =
    [
        DrawingAttribute.Signed<LandscapeAttributes>(nameof(LandscapeAttributes.SunAzimuth), landscape => landscape.SunAzimuth),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.SunElevation), landscape => landscape.SunElevation),
        DrawingAttribute.Signed<LandscapeAttributes>(nameof(LandscapeAttributes.SkyTint), landscape => landscape.SkyTint),
        DrawingAttribute.Class<LandscapeAttributes, Clouds>(nameof(LandscapeAttributes.Clouds), landscape => landscape.Clouds),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.CloudCover), landscape => landscape.CloudCover),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Haze), landscape => landscape.Haze),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Mist), landscape => landscape.Mist),
        DrawingAttribute.Class<LandscapeAttributes, Season>(nameof(LandscapeAttributes.Season), landscape => landscape.Season),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Horizon), landscape => landscape.Horizon),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.ViewHeight), landscape => landscape.ViewHeight),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Undulation), landscape => landscape.Undulation),
        DrawingAttribute.Class<LandscapeAttributes, Mountains>(nameof(LandscapeAttributes.Mountains), landscape => landscape.Mountains),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.MountainHeight), landscape => landscape.MountainHeight),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.MountainDistance), landscape => landscape.MountainDistance),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Roughness), landscape => landscape.Roughness),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.SnowLine), landscape => landscape.SnowLine),
        DrawingAttribute.Class<LandscapeAttributes, Water>(nameof(LandscapeAttributes.Water), landscape => landscape.Water),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.WaterSize), landscape => landscape.WaterSize),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Ripples), landscape => landscape.Ripples),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.WaterHue), landscape => landscape.WaterHue),
        DrawingAttribute.Class<LandscapeAttributes, Ground>(nameof(LandscapeAttributes.Ground), landscape => landscape.Ground),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.GroundHue), landscape => landscape.GroundHue),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Fields), landscape => landscape.Fields),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Flowers), landscape => landscape.Flowers),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Rocks), landscape => landscape.Rocks),
        DrawingAttribute.Share<LandscapeAttributes>(nameof(LandscapeAttributes.Forest), landscape => landscape.Forest),
        DrawingAttribute.Class<LandscapeAttributes, TreeKind>(nameof(LandscapeAttributes.Trees), landscape => landscape.Trees),
        DrawingAttribute.Count<LandscapeAttributes>(nameof(LandscapeAttributes.NearTrees), 0, 3, landscape => landscape.NearTrees),
        DrawingAttribute.Signed<LandscapeAttributes>(nameof(LandscapeAttributes.NearTreePlace), landscape => landscape.NearTreePlace),
        DrawingAttribute.Class<LandscapeAttributes, Way>(nameof(LandscapeAttributes.Way), landscape => landscape.Way),
        DrawingAttribute.Class<LandscapeAttributes, Building>(nameof(LandscapeAttributes.Building), landscape => landscape.Building),
        DrawingAttribute.Signed<LandscapeAttributes>(nameof(LandscapeAttributes.BuildingPlace), landscape => landscape.BuildingPlace),
    ];
}
