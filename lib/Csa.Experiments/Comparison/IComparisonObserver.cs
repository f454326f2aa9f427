using Csa.Experiments.Training;

namespace Csa.Experiments.Comparison;

/// <summary>Observes the trainings of a comparison.</summary>
internal interface IComparisonObserver
{
    /// <summary>A training begins, or is resumed.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="count">The number of all trainings.</param>
    /// <param name="folder">The run's.</param>
    /// <returns>The observer of this training.</returns>
    ITrainingObserver OnTraining(int number, int count, string folder);

    /// <summary>The training has ended: finished, or asked to stop.</summary>
    void OnEnd(TrainingResult result);

    /// <summary>The training diverged and was given up.</summary>
    /// <param name="folder">The run's.</param>
    /// <param name="fault">Where and in what it diverged.</param>
    void OnGivenUp(string folder, TrainingDivergedException fault);
}
