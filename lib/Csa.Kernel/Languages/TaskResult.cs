using System.Reflection;

namespace Csa.Kernel.Languages;

/// <summary>What a value is once awaited.</summary>
internal static class TaskResult
{
    /// <summary>The result of a task, null for a task without one; any other value as it is.</summary>
    public static async Task<TypedValue?> Of(object? value)
    {
        if (value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            value = type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(value, null);
        }
        else if (value is ValueTask plain)
        {
            value = plain.AsTask();
        }

        if (value is not Task task) return new TypedValue(value, value?.GetType() ?? typeof(object));
        await task;
        PropertyInfo? result = ResultOf(task.GetType());
        return result is null ? null : new TypedValue(result.GetValue(task), result.PropertyType);
    }

    // An async method without a result returns a Task<VoidTaskResult> in disguise.
    private static PropertyInfo? ResultOf(Type type)
    {
        PropertyInfo? property = type.GetProperty(nameof(Task<int>.Result));
        return property?.PropertyType.Name == "VoidTaskResult" ? null : property;
    }
}
