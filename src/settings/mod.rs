//! Floor 6: `tripline.yaml`, the settings of the daemon.
