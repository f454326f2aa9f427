using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The attributes of facades as labels.</summary>
public static class FacadeAttribute
{
    /// <summary>Every attribute of <see cref="FacadeAttributes"/>, in a fixed order.</summary>
    public static IReadOnlyList<DrawingAttribute<FacadeAttributes>> All { get; } =
    [
        DrawingAttribute.Signed<FacadeAttributes>(nameof(FacadeAttributes.Turn), facade => facade.Turn),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.ViewHeight), facade => facade.ViewHeight),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Tilt), facade => facade.Tilt),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Closeness), facade => facade.Closeness),
        DrawingAttribute.Count<FacadeAttributes>(nameof(FacadeAttributes.Storeys), 2, 5, facade => facade.Storeys),
        DrawingAttribute.Count<FacadeAttributes>(nameof(FacadeAttributes.Bays), 2, 6, facade => facade.Bays),
        DrawingAttribute.Class<FacadeAttributes, WallMaterial>(nameof(FacadeAttributes.Wall), facade => facade.Wall),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.WallHue), facade => facade.WallHue),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.WallLightness), facade => facade.WallLightness),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Weathering), facade => facade.Weathering),
        DrawingAttribute.Class<FacadeAttributes, Articulation>(nameof(FacadeAttributes.Articulation), facade => facade.Articulation),
        DrawingAttribute.Class<FacadeAttributes, WindowShape>(nameof(FacadeAttributes.WindowShape), facade => facade.WindowShape),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.WindowWidth), facade => facade.WindowWidth),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.WindowHeight), facade => facade.WindowHeight),
        DrawingAttribute.Class<FacadeAttributes, Glazing>(nameof(FacadeAttributes.Glazing), facade => facade.Glazing),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.FrameLightness), facade => facade.FrameLightness),
        DrawingAttribute.Class<FacadeAttributes, Surround>(nameof(FacadeAttributes.Surround), facade => facade.Surround),
        DrawingAttribute.Class<FacadeAttributes, Shutters>(nameof(FacadeAttributes.Shutters), facade => facade.Shutters),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.AccentHue), facade => facade.AccentHue),
        DrawingAttribute.Class<FacadeAttributes, Balconies>(nameof(FacadeAttributes.Balconies), facade => facade.Balconies),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Curtains), facade => facade.Curtains),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.LitWindows), facade => facade.LitWindows),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.FlowerBoxes), facade => facade.FlowerBoxes),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Ivy), facade => facade.Ivy),
        DrawingAttribute.Class<FacadeAttributes, RoofShape>(nameof(FacadeAttributes.Roof), facade => facade.Roof),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.RoofHue), facade => facade.RoofHue),
        DrawingAttribute.Class<FacadeAttributes, GroundFloor>(nameof(FacadeAttributes.GroundFloor), facade => facade.GroundFloor),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.DoorPlace), facade => facade.DoorPlace),
        DrawingAttribute.Class<FacadeAttributes, HouseRow>(nameof(FacadeAttributes.Row), facade => facade.Row),
        DrawingAttribute.Class<FacadeAttributes, Street>(nameof(FacadeAttributes.Street), facade => facade.Street),
        DrawingAttribute.Class<FacadeAttributes, StreetForeground>(nameof(FacadeAttributes.Foreground), facade => facade.Foreground),
        DrawingAttribute.Signed<FacadeAttributes>(nameof(FacadeAttributes.ForegroundPlace), facade => facade.ForegroundPlace),
        DrawingAttribute.Signed<FacadeAttributes>(nameof(FacadeAttributes.LightAzimuth), facade => facade.LightAzimuth),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.LightElevation), facade => facade.LightElevation),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.LightSoftness), facade => facade.LightSoftness),
        DrawingAttribute.Signed<FacadeAttributes>(nameof(FacadeAttributes.LightWarmth), facade => facade.LightWarmth),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.OppositeShadow), facade => facade.OppositeShadow),
        DrawingAttribute.Share<FacadeAttributes>(nameof(FacadeAttributes.Cloudiness), facade => facade.Cloudiness),
    ];
}
