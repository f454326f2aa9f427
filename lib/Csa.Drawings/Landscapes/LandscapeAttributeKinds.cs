namespace Csa.Drawings.Landscapes;

/// <summary>The clouds in a sky.</summary>
public enum Clouds
{
    /// <summary>None.</summary>
    None,

    /// <summary>Heaped clouds with bright tops and grey bases.</summary>
    Cumulus,

    /// <summary>Thin streaks.</summary>
    Cirrus,

    /// <summary>A grey ceiling.</summary>
    Overcast,
}

/// <summary>The season, by its leaves and grass; winter has snow on the ground.</summary>
public enum Season
{
    /// <summary>Fresh green, some trees in blossom.</summary>
    Spring,

    /// <summary>Deep green.</summary>
    Summer,

    /// <summary>Yellow, orange and brown leaves.</summary>
    Autumn,

    /// <summary>Snow and bare trees.</summary>
    Winter,
}

/// <summary>The kind of mountains at the horizon.</summary>
public enum Mountains
{
    /// <summary>Nothing: a plain.</summary>
    None,

    /// <summary>Round hills.</summary>
    Hills,

    /// <summary>Sharp peaks.</summary>
    Peaks,

    /// <summary>Flat tops over steep walls.</summary>
    Mesas,
}

/// <summary>Open water.</summary>
public enum Water
{
    /// <summary>None.</summary>
    None,

    /// <summary>A lake across the view.</summary>
    Lake,

    /// <summary>A river that winds into the distance.</summary>
    River,

    /// <summary>The sea, up to the horizon.</summary>
    Sea,
}

/// <summary>The cover of the ground.</summary>
public enum Ground
{
    /// <summary>Grass.</summary>
    Meadow,

    /// <summary>Rows of a crop.</summary>
    Crops,

    /// <summary>Heather, tufts and stones.</summary>
    Heath,

    /// <summary>Sand in ripples.</summary>
    Sand,
}

/// <summary>The shape of the trees of a landscape.</summary>
public enum TreeKind
{
    /// <summary>Round crowns.</summary>
    Broadleaf,

    /// <summary>Slender crowns.</summary>
    Poplar,

    /// <summary>Cones.</summary>
    Conifer,
}

/// <summary>A path or fence that leads into the distance.</summary>
public enum Way
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A trodden path.</summary>
    Path,

    /// <summary>A fence of posts and rails.</summary>
    Fence,
}

/// <summary>The building in a landscape.</summary>
public enum Building
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A low house with a chimney.</summary>
    Cottage,

    /// <summary>A nave and a tower with a spire.</summary>
    Church,

    /// <summary>A windmill.</summary>
    Windmill,
}
