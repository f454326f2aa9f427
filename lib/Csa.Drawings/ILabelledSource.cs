using Csa.Data.Sources;
using Csa.Drawings.Painting;

namespace Csa.Drawings;

/// <summary>A data set with labels.</summary>
public interface ILabelledSource : IImageSource
{
    /// <summary>The attributes that every image is labelled with, in a fixed order.</summary>
    IReadOnlyList<DrawingAttribute> Labels { get; }

    /// <summary>The labels of one image.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    /// <returns>One value for each of <see cref="Labels"/>, in its range; a class as its index.</returns>
    IReadOnlyList<double> LabelValues(Split split, int index);
}
