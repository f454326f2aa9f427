namespace Csa.Figures

/// Placeholder replaced below.
module internal Canvas =
    let unit = ()
