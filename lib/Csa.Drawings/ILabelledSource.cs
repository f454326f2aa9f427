using Csa.Data.Sources;
using Csa.Drawings.Painting;

namespace Csa.Drawings;

/// <summary>A data set that knows what is in its images.</summary>
public interface ILabelledSource : IImageSource
{
    /// <summary>What is known about every image, in a fixed order.</summary>
    IReadOnlyList<DrawingAttribute> Labels { get; }

    /// <summary>What is in one image.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    /// <returns>One value for each of <see cref="Labels"/>, in its range; a class is its number.</returns>
    IReadOnlyList<double> LabelValues(Split split, int index);
}
