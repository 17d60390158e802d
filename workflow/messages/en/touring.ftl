problem-too-many-tours = Too many sign-ins by the tour
detail-too-many-tours = From here the tour was taken very often. Please go on in { $minutes } min.
