using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Drawings.Facades;
using Csa.Drawings.Landscapes;
using Csa.Drawings.Painting;
using Csa.Drawings.Portraits;
using Xunit;

namespace Csa.Tests.Data;

/// <summary>What every built-in data set must keep; a class at the end of the file for each of them.</summary>
public abstract class BuiltInDrawingsTests<T>(
    string thing,
    IReadOnlyList<DrawingAttribute<T>> labels,
    T plain,
    Func<ulong, T> sample,
    Func<T, int, RgbImage> draw,
    Func<ulong, int, int, int, BuiltInDrawings<T>> open)
    where T : class
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_in_fresh_objects_and_on_several_threads()
    {
        const int count = 8;
        byte[][] once = [.. Enumerable.Range(0, count).Select(i => Open(5).Read(Split.Train, i, 48).Pixels)];
        BuiltInDrawings<T> shared = Open(5);
        var again = new byte[4 * count][];
        Parallel.For(0, again.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => again[i] = shared.Read(Split.Train, i % count, 48).Pixels);
        for (int i = 0; i < again.Length; i++) Assert.Equal(once[i % count], again[i]);
    }

    [Fact]
    public void Other_seeds_splits_and_indices_give_other_drawings()
    {
        BuiltInDrawings<T> drawings = Open(1);
        byte[] first = drawings.Read(Split.Train, 0, 32).Pixels;
        Assert.NotEqual(first, drawings.Read(Split.Train, 1, 32).Pixels);
        Assert.NotEqual(first, drawings.Read(Split.Test, 0, 32).Pixels);
        Assert.NotEqual(first, Open(2).Read(Split.Train, 0, 32).Pixels);
    }

    [Fact]
    public void No_drawing_is_in_two_splits()
    {
        BuiltInDrawings<T> drawings = Open(0);
        T[] all = [.. Enum.GetValues<Split>().SelectMany(split => Enumerable.Range(0, drawings.Count(split)).Select(i => drawings.Attributes(split, i)))];
        Assert.Equal(5000, all.Length);
        Assert.Equal(all.Length, all.Select(one => typeof(T).GetProperty("DetailSeed")!.GetValue(one)).Distinct().Count());
        Assert.Equal(all.Length, all.Select(one => string.Join(' ', labels.Select(label => label.Value(one)))).Distinct().Count());
    }

    [Fact]
    public void Every_attribute_shows()
    {
        byte[] before = draw(With(plain, "DetailSeed", 3), 64).Pixels;
        var hidden = new List<string>();
        foreach (DrawingAttribute<T> label in labels)
        {
            foreach (double value in (double[])[label.Minimum, label.Maximum])
            {
                T changed = With(With(plain, "DetailSeed", 3), label.Name, value);
                if (label.Value(changed) == label.Value(plain)) continue;
                byte[] after = draw(changed, 64).Pixels;
                int visible = before.Zip(after).Count(pair => Math.Abs(pair.First - pair.Second) > 4);
                if (visible < 10) hidden.Add($"{label.Name} = {value} changes only {visible} of {before.Length} channel values visibly");
            }
        }

        Assert.Empty(hidden);
    }

    [Fact]
    public void Every_value_of_every_class_is_drawn_and_shows()
    {
        T[] sampled = Sampled(500);
        foreach (DrawingAttribute<T> label in labels.Where(one => one.ClassCount > 0))
        {
            var drawn = Enumerable.Range(0, label.ClassCount).Select(value => Convert.ToHexString(draw(With(plain, label.Name, value), 32).Pixels));
            Assert.Equal(label.ClassCount, drawn.Distinct().Count());
            Assert.Equal(label.ClassCount, sampled.Select(label.Value).Distinct().Count());
        }
    }

    [Fact]
    public void Attributes_are_independent_and_keep_their_ranges()
    {
        const int count = 2000;
        T[] sampled = Sampled(count);
        Assert.True(labels.Count >= 15);
        double[][] columns = [.. labels.Select(label => Standardised(label, sampled))];
        for (int i = 0; i < columns.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // Five standard deviations of the correlation of independent columns.
                double correlation = columns[i].Zip(columns[j]).Sum(pair => pair.First * pair.Second) / count;
                Assert.True(Math.Abs(correlation) < 5 / Math.Sqrt(count), $"{labels[i].Name} and {labels[j].Name}: correlation {correlation:F3}");
            }
        }
    }

    [Fact]
    public void Labels_name_every_property_and_are_read_in_their_order()
    {
        string[] properties = [.. typeof(T).GetProperties().Select(property => property.Name).Where(name => name is not "DetailSeed" and not "EqualityContract")];
        Assert.Equal(properties.Order(), labels.Select(label => label.Name).Order());
        BuiltInDrawings<T> drawings = Open(4);
        T attributes = drawings.Attributes(Split.Validation, 3);
        Assert.Equal(labels, drawings.Labels);
        Assert.Equal(labels.Select(label => label.Value(attributes)), drawings.LabelValues(Split.Validation, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(37)]
    [InlineData(129)]
    [InlineData(300)]
    public void Any_side_works(int side)
    {
        RgbImage image = Open(0).Read(Split.Test, 7, side);
        Assert.Equal(side, image.Width);
        Assert.Equal(side, image.Height);
        Assert.Null(image.Alpha);
    }

    [Fact]
    public void Sizes_show_the_same_picture()
    {
        BuiltInDrawings<T> drawings = Open(0);
        for (int i = 0; i < 4; i++)
        {
            byte[] small = drawings.Read(Split.Test, i, 32).Pixels, halved = AveragedDown(drawings.Read(Split.Test, i, 256), 8);
            double difference = small.Zip(halved).Average(pair => Math.Abs(pair.First - pair.Second));
            Assert.True(difference < 5, $"{thing} {i}: mean difference {difference:F2} of 255 between 32 px and 256 px averaged down");
        }
    }

    [Fact]
    public void A_centre_hole_hides_more_than_its_rim_tells()
    {
        BuiltInDrawings<T> drawings = Open(0);
        for (int i = 0; i < 64; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                double missed = MissedByBlending(drawings.Read(Split.Train, i, 64), channel);
                Assert.True(missed > 6, $"{thing} {i}, channel {channel}: blending the rim misses by {missed:F1} of 255 only");
            }
        }
    }

    [Fact]
    public void Names_are_stable_and_wrong_indices_are_named()
    {
        BuiltInDrawings<T> drawings = open(0, 50, 500, 500);
        Assert.Equal($"{thing}-train-000042", drawings.Name(Split.Train, 42));
        Assert.Equal($"builtin:{thing}s", drawings.Description);
        Assert.Equal(drawings.GetType(), ImageSources.Open(drawings.Description).GetType());
        Assert.Contains($"{thing}s", ImageSources.BuiltInNames);
        Assert.Contains("0 … 49", Assert.Throws<ArgumentOutOfRangeException>(() => drawings.Read(Split.Train, 50, 8)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => drawings.Read(Split.Train, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => open(0, 1, 1, -1));
    }

    private BuiltInDrawings<T> Open(ulong seed) => open(seed, 4000, 500, 500);

    private T[] Sampled(int count) => [.. Enumerable.Range(0, count).Select(i => sample((ulong)i))];

    // Records copy by `with`, which takes no names at run time.
    private static T With(T attributes, string name, double value)
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(attributes, null)!;
        var property = typeof(T).GetProperty(name)!;
        property.SetValue(copy, property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, (int)value) : Convert.ChangeType(value, property.PropertyType));
        return copy;
    }

    private static double[] Standardised(DrawingAttribute<T> label, T[] sample)
    {
        double[] values = [.. sample.Select(label.Value)];
        Assert.All(values, value => Assert.InRange(value, label.Minimum, label.Maximum));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.True(deviation > 0.1 * (label.Maximum - label.Minimum), $"{label.Name} hardly varies: {deviation:F3}");
        return [.. values.Select(value => (value - mean) / deviation)];
    }

    // The root mean square, over a centre hole, of what is there less a blend of the four rim cells in the same row and
    // column, weighted by how near they are.
    private static double MissedByBlending(RgbImage image, int channel)
    {
        int side = image.Width, low = (side / 4) - 1, high = 3 * side / 4;
        double error = 0;
        for (int y = side / 4; y < high; y++)
        {
            for (int x = side / 4; x < high; x++)
            {
                double left = 1.0 / (x - low), right = 1.0 / (high - x), top = 1.0 / (y - low), bottom = 1.0 / (high - y);
                double blend = ((left * At(low, y)) + (right * At(high, y)) + (top * At(x, low)) + (bottom * At(x, high))) / (left + right + top + bottom);
                error += (At(x, y) - blend) * (At(x, y) - blend);
            }
        }

        return Math.Sqrt(error / (side * side / 4));

        int At(int x, int y) => image.Pixels[(((y * side) + x) * 3) + channel];
    }

    private static byte[] AveragedDown(RgbImage image, int factor)
    {
        int side = image.Width / factor;
        var small = new byte[side * side * 3];
        for (int i = 0; i < small.Length; i++)
        {
            int y = i / 3 / side * factor, x = i / 3 % side * factor, sum = 0;
            for (int k = 0; k < factor * factor; k++) sum += image.Pixels[((((y + (k / factor)) * image.Width) + x + (k % factor)) * 3) + (i % 3)];
            small[i] = (byte)(sum / (factor * factor));
        }

        return small;
    }
}

public class BuiltInPortraitsTests() : BuiltInDrawingsTests<PortraitAttributes>(
    "portrait", PortraitAttribute.All, new PortraitAttributes(), PortraitAttributes.Sample, PortraitDrawing.Draw,
    (seed, train, validation, test) => new BuiltInPortraits(seed, train, validation, test));

public class BuiltInFacadesTests() : BuiltInDrawingsTests<FacadeAttributes>(
    "facade", FacadeAttribute.All, new FacadeAttributes(), FacadeAttributes.Sample, FacadeDrawing.Draw,
    (seed, train, validation, test) => new BuiltInFacades(seed, train, validation, test));

public class BuiltInLandscapesTests() : BuiltInDrawingsTests<LandscapeAttributes>(
    "landscape", LandscapeAttribute.All, new LandscapeAttributes { Mist = 0.3, Flowers = 0.3, Rocks = 0.3 }, LandscapeAttributes.Sample, LandscapeDrawing.Draw,
    (seed, train, validation, test) => new BuiltInLandscapes(seed, train, validation, test));
