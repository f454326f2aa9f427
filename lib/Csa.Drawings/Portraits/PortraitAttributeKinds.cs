namespace Csa.Drawings.Portraits;

/// <summary>Natural hair colours; brows and beard share them.</summary>
public enum HairColour
{
    /// <summary>Black.</summary>
    Black,

    /// <summary>Dark brown.</summary>
    DarkBrown,

    /// <summary>Light brown.</summary>
    Brown,

    /// <summary>Red.</summary>
    Red,

    /// <summary>Blond.</summary>
    Blond,

    /// <summary>Grey.</summary>
    Grey,
}

/// <summary>Hair styles.</summary>
public enum HairStyle
{
    /// <summary>No hair on the skull.</summary>
    Bald,

    /// <summary>A few centimetres, brushed back.</summary>
    Short,

    /// <summary>Combed to both sides of a parting.</summary>
    SidePart,

    /// <summary>Short curls.</summary>
    Curly,

    /// <summary>To the chin, with a fringe over the forehead.</summary>
    Bob,

    /// <summary>Straight, over the shoulders, parted in the middle.</summary>
    Long,

    /// <summary>In waves over the shoulders.</summary>
    Wavy,

    /// <summary>Pulled back into a bun.</summary>
    Bun,

    /// <summary>A round volume of tight curls.</summary>
    Afro,
}

/// <summary>Iris colours.</summary>
public enum EyeColour
{
    /// <summary>Brown.</summary>
    Brown,

    /// <summary>Hazel.</summary>
    Hazel,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Grey.</summary>
    Grey,
}

/// <summary>Glasses.</summary>
public enum Glasses
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Round, thin metal frame.</summary>
    Round,

    /// <summary>Rectangular, thick dark frame.</summary>
    Rectangular,
}

/// <summary>Beard and moustache.</summary>
public enum FacialHair
{
    /// <summary>Shaven.</summary>
    None,

    /// <summary>Days old.</summary>
    Stubble,

    /// <summary>On the upper lip only.</summary>
    Moustache,

    /// <summary>Upper lip and chin.</summary>
    Goatee,

    /// <summary>From ear to ear.</summary>
    FullBeard,
}

/// <summary>Headwear.</summary>
public enum Headwear
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A knitted hat down to the forehead.</summary>
    Beanie,

    /// <summary>A band around the hair.</summary>
    Headband,
}

/// <summary>Earrings.</summary>
public enum Earrings
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A pearl.</summary>
    Stud,

    /// <summary>A gold ring.</summary>
    Hoop,
}

/// <summary>The cut of the clothes at the neck.</summary>
public enum Clothing
{
    /// <summary>A round neckline.</summary>
    CrewNeck,

    /// <summary>A pointed neckline.</summary>
    VNeck,

    /// <summary>A shirt collar.</summary>
    Collar,

    /// <summary>A rolled collar up to the chin.</summary>
    Turtleneck,
}

/// <summary>The background behind the head, out of focus.</summary>
public enum Background
{
    /// <summary>A lit wall.</summary>
    Studio,

    /// <summary>Discs of distant lights.</summary>
    Bokeh,

    /// <summary>The folds of a curtain.</summary>
    Curtain,

    /// <summary>Cloudy plaster.</summary>
    Plaster,

    /// <summary>Leaves.</summary>
    Foliage,

    /// <summary>Bright panes between dark bars.</summary>
    Window,
}
