using Csa.Experiments.Training;
using Csa.Systems;
using Xunit;

namespace Csa.Tests.Training;

public sealed class ScheduleTests
{
    private static readonly TrainingOptions TenMinutes = new() { Steps = null, Minutes = 10 };

    [Fact]
    public void Steps_are_a_straight_line()
    {
        var schedule = new Schedule(new TrainingOptions { Steps = 200 });
        Assert.Equal([0, 0.25, 1, 1], new long[] { 0, 50, 200, 300 }.Select(schedule.Fraction));
        Assert.False(schedule.IsOver(199));
        Assert.True(schedule.IsOver(200));
        schedule.PlanRest(100, 5000, 1);
        Assert.Equal(200, schedule.EndStep);
    }

    [Fact]
    public void Minutes_end_when_the_budget_is_used_whatever_the_speed()
    {
        var schedule = new Schedule(TenMinutes);
        Assert.Equal(0, schedule.Fraction(1000));
        schedule.PlanRest(10, elapsedSeconds: 2, secondsPerStep: 0.1);
        Assert.Equal(10 + 5980, schedule.EndStep);
        Assert.Equal(0, schedule.Fraction(10));
        double half = schedule.Fraction(3000);

        // Twice as slow from here: the fraction goes on without a jump, the end comes sooner.
        schedule.PlanRest(3000, elapsedSeconds: 300, secondsPerStep: 0.2);
        Assert.Equal(4500, schedule.EndStep);
        Assert.Equal(half, schedule.Fraction(3000), 1e-12);
        Assert.True(schedule.IsOver(4500));
        Assert.Equal(1, schedule.Fraction(4500));

        // What was before is not rewritten.
        Assert.Equal(new Schedule(TenMinutes, [schedule.Plans[0]]).Fraction(1500), schedule.Fraction(1500));
    }

    [Fact]
    public void A_run_far_beyond_its_budget_stops_and_the_record_says_so()
    {
        var schedule = new Schedule(TenMinutes);
        schedule.PlanRest(10, 2, 0.1);
        schedule.StopWhenFarBeyond(500, 650);
        Assert.False(schedule.IsOver(500));
        schedule.StopWhenFarBeyond(500, 661);
        Assert.True(schedule.IsOver(500));
        Assert.True(new Schedule(TenMinutes with { Minutes = null, Plans = schedule.Plans }).IsOver(500));
    }

    [Fact]
    public void Recorded_plans_are_followed_and_not_changed()
    {
        SchedulePlan[] plans = [new(10, 0, 100), new(50, 0.5, 80)];
        var schedule = new Schedule(TenMinutes with { Minutes = null, Plans = plans });
        schedule.PlanRest(60, 1, 1);
        Assert.Equal(plans, schedule.Plans);
        Assert.Equal([0, 0.5, 0.75, 1], new long[] { 3, 50, 65, 80 }.Select(schedule.Fraction));
        Assert.False(schedule.IsOver(5));
    }
}
