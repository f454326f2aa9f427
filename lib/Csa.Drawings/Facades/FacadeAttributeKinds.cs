namespace Csa.Drawings.Facades;

/// <summary>The material of walls.</summary>
public enum WallMaterial
{
    /// <summary>Painted plaster.</summary>
    Plaster,

    /// <summary>Bricks.</summary>
    Brick,

    /// <summary>Hewn blocks.</summary>
    Stone,

    /// <summary>Overlapping painted boards.</summary>
    Boards,

    /// <summary>Plaster between dark beams.</summary>
    HalfTimbered,
}

/// <summary>The structure of a wall between its windows.</summary>
public enum Articulation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A course of stone under every storey.</summary>
    Bands,

    /// <summary>Blocks up the corners.</summary>
    Quoins,

    /// <summary>Flat columns between the windows.</summary>
    Pilasters,
}

/// <summary>The shape of window openings at the top.</summary>
public enum WindowShape
{
    /// <summary>Straight.</summary>
    Rectangular,

    /// <summary>A flat arch.</summary>
    Segmental,

    /// <summary>A half circle.</summary>
    Round,
}

/// <summary>How bars divide a window.</summary>
public enum Glazing
{
    /// <summary>One pane.</summary>
    Single,

    /// <summary>Two casements.</summary>
    Casement,

    /// <summary>Two casements under a fanlight.</summary>
    Cross,

    /// <summary>Many small panes.</summary>
    Grid,
}

/// <summary>What frames a window.</summary>
public enum Surround
{
    /// <summary>A sill and a lintel.</summary>
    Plain,

    /// <summary>A moulded frame.</summary>
    Moulding,

    /// <summary>A moulded frame under a straight hood.</summary>
    Hood,

    /// <summary>A moulded frame under a triangle.</summary>
    Pediment,
}

/// <summary>Window shutters.</summary>
public enum Shutters
{
    /// <summary>None.</summary>
    None,

    /// <summary>Shutters of two panels.</summary>
    Panelled,

    /// <summary>Shutters of slats.</summary>
    Louvred,
}

/// <summary>The balconies of a house.</summary>
public enum Balconies
{
    /// <summary>None.</summary>
    None,

    /// <summary>A slab behind iron bars.</summary>
    Railings,

    /// <summary>A slab behind a parapet.</summary>
    Parapets,

    /// <summary>Iron bars before tall windows.</summary>
    French,
}

/// <summary>The shape of a roof.</summary>
public enum RoofShape
{
    /// <summary>A cornice under a flat roof.</summary>
    Cornice,

    /// <summary>Tiles rising from the eaves.</summary>
    Pitched,

    /// <summary>A steep roof with dormer windows.</summary>
    Mansard,

    /// <summary>The wall itself rises to a triangle.</summary>
    Gable,
}

/// <summary>The storey at street level.</summary>
public enum GroundFloor
{
    /// <summary>A door between windows.</summary>
    Dwelling,

    /// <summary>Shop windows under a fascia and awnings, and a door.</summary>
    Shops,

    /// <summary>Arches over a passage.</summary>
    Arcade,
}

/// <summary>The surroundings to the left and right of a house.</summary>
public enum HouseRow
{
    /// <summary>Nothing: its side and the sky are seen.</summary>
    Detached,

    /// <summary>Other houses, wall to wall.</summary>
    Terraced,
}

/// <summary>The ground in front of a house.</summary>
public enum Street
{
    /// <summary>A paved footway and asphalt.</summary>
    Pavement,

    /// <summary>Cobbles.</summary>
    Cobbles,

    /// <summary>A lawn and a path to the door.</summary>
    Garden,
}

/// <summary>An object between the camera and a house.</summary>
public enum StreetForeground
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A tree in leaf.</summary>
    Tree,

    /// <summary>A tree in winter.</summary>
    BareTree,

    /// <summary>A street lamp.</summary>
    Lamp,
}
