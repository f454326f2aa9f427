namespace Csa.Drawings.Painting;

/// <summary>One attribute of a built-in drawing as a label: a class or a number in a range.</summary>
/// <param name="Name">The name of the property in the record of attributes.</param>
/// <param name="ClassCount">The number of classes; 0 for a number.</param>
/// <param name="Minimum">The least value: 0 for a class.</param>
/// <param name="Maximum">The greatest value: ClassCount - 1 for a class.</param>
public record DrawingAttribute(string Name, int ClassCount, double Minimum, double Maximum)
{
    internal static DrawingAttribute<T> Class<T, TEnum>(string name, Func<T, TEnum> value)
        where TEnum : struct, Enum
    {
        TEnum[] values = Enum.GetValues<TEnum>();
        return new DrawingAttribute<T>(name, values.Length, 0, values.Length - 1, drawing => Array.IndexOf(values, value(drawing)));
    }

    internal static DrawingAttribute<T> Count<T>(string name, int minimum, int maximum, Func<T, int> value) =>
        new(name, 0, minimum, maximum, drawing => value(drawing));

    internal static DrawingAttribute<T> Share<T>(string name, Func<T, double> value) => new(name, 0, 0, 1, value);

    internal static DrawingAttribute<T> Signed<T>(string name, Func<T, double> value) => new(name, 0, -1, 1, value);
}

/// <summary>A label that can be read from the attributes of one kind of drawing.</summary>
/// <typeparam name="T">The record of all attributes of such a drawing.</typeparam>
/// <param name="Name">The name of the property of <typeparamref name="T"/>.</param>
/// <param name="ClassCount">The number of classes; 0 for a number.</param>
/// <param name="Minimum">The least value: 0 for a class.</param>
/// <param name="Maximum">The greatest value: ClassCount - 1 for a class.</param>
/// <param name="Value">Reads the attribute: the number, or the index of the class in its enum.</param>
public sealed record DrawingAttribute<T>(string Name, int ClassCount, double Minimum, double Maximum, Func<T, double> Value)
    : DrawingAttribute(Name, ClassCount, Minimum, Maximum);
